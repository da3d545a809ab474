"""DNS namespaces."""

from tests.case import PatchCase, client, network


class ServiceDiscovery(PatchCase):
    def test_the_zone_of_a_namespace_goes_with_it(self):
        def scenario():
            network()
            vpc = client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
            discovery, route53 = client("servicediscovery"), client("route53")
            discovery.create_private_dns_namespace(Name="shop.internal", Vpc=vpc)
            self.assertEqual(1, len(route53.list_hosted_zones()["HostedZones"]))
            discovery.delete_namespace(Id=discovery.list_namespaces()["Namespaces"][0]["Id"])
            self.assertEqual([], route53.list_hosted_zones()["HostedZones"])

        self.needs_patch(scenario)

    def test_a_namespace_without_a_zone_goes_too(self):
        def scenario():
            discovery = client("servicediscovery")
            discovery.create_http_namespace(Name="shop")
            discovery.delete_namespace(Id=discovery.list_namespaces()["Namespaces"][0]["Id"])
            self.assertEqual([], discovery.list_namespaces()["Namespaces"])

        self.works(scenario)
