"""NAT gateways."""

from tests.case import PatchCase, client, network


class NatGateway(PatchCase):
    def test_its_network_interface_goes_with_it(self):
        def scenario():
            ec2 = client("ec2")
            subnet, _ = network()
            address = ec2.allocate_address(Domain="vpc")["AllocationId"]
            gateway = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
            self.assertEqual(1, len(ec2.describe_network_interfaces()["NetworkInterfaces"]))
            ec2.delete_nat_gateway(NatGatewayId=gateway)
            self.assertEqual([], ec2.describe_network_interfaces()["NetworkInterfaces"])

        self.needs_patch(scenario)
