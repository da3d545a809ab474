"""Private zones."""

from tests.case import PatchCase, client, network


class Route53(PatchCase):
    def test_a_zone_that_is_made_with_a_vpc_is_private_and_has_it(self):
        def scenario():
            network()
            vpc = client("ec2").describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.0.0.0/16"]}])["Vpcs"][0]["VpcId"]
            route53 = client("route53")
            zone = route53.create_hosted_zone(
                Name="shop.internal",
                CallerReference="test",
                VPC={"VPCRegion": "eu-central-1", "VPCId": vpc},
            )["HostedZone"]
            found = route53.get_hosted_zone(Id=zone["Id"])
            self.assertTrue(found["HostedZone"]["Config"]["PrivateZone"])
            self.assertEqual([vpc], [one["VPCId"] for one in found["VPCs"]])

        self.needs_patch(scenario)
