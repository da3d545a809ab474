"""Parts of two networks do not mix, and public addresses need a gateway."""

from tests.case import PatchCase, client, security_group, vpc_with_zones


class Networks(PatchCase):
    def test_a_route_leads_to_a_gateway_of_its_own_network(self):
        def scenario():
            ec2 = client("ec2")
            (here, _), (there, _) = vpc_with_zones(), vpc_with_zones("10.1")
            table = ec2.create_route_table(VpcId=here)["RouteTable"]["RouteTableId"]
            found = ec2.describe_internet_gateways()["InternetGateways"]
            gateways = {one["Attachments"][0]["VpcId"]: one["InternetGatewayId"] for one in found if one["Attachments"]}
            route = {"RouteTableId": table, "DestinationCidrBlock": "0.0.0.0/0"}
            self.refused("InvalidParameterValue", "belong to different networks", ec2.create_route, **route, GatewayId=gateways[there])
            loose = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            self.refused("InvalidParameterValue", "belong to different networks", ec2.create_route, **route, GatewayId=loose)
            ec2.create_route(**route, GatewayId=gateways[here])

        self.needs_patch(scenario)

    def test_a_route_table_serves_subnets_of_its_own_network(self):
        def scenario():
            ec2 = client("ec2")
            (here, subnets), (_, others) = vpc_with_zones(), vpc_with_zones("10.1")
            table = ec2.create_route_table(VpcId=here)["RouteTable"]["RouteTableId"]
            associate = ec2.associate_route_table
            self.refused("InvalidParameterValue", "different networks", associate, RouteTableId=table, SubnetId=others[0])
            associate(RouteTableId=table, SubnetId=subnets[0])

        self.needs_patch(scenario)

    def test_nat_needs_an_internet_gateway(self):
        def scenario():
            ec2 = client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.3.0.0/16")["Vpc"]["VpcId"]
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.3.0.0/24")["Subnet"]["SubnetId"]
            address = ec2.allocate_address(Domain="vpc")["AllocationId"]
            nat = {"SubnetId": subnet, "AllocationId": address}
            self.refused("Gateway.NotAttached", "no Internet gateway attached", ec2.create_nat_gateway, **nat)
            ec2.create_nat_gateway(SubnetId=subnet, ConnectivityType="private")
            gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
            ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
            ec2.create_nat_gateway(**nat)

        self.needs_patch(scenario)

    def test_a_group_s_rule_names_groups_of_its_own_network(self):
        def scenario():
            ec2 = client("ec2")
            (here, _), (there, _) = vpc_with_zones(), vpc_with_zones("10.1")
            web, data, foreign = security_group(here, "web"), security_group(here, "data"), security_group(there, "web")
            admit = ec2.authorize_security_group_ingress
            rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80}
            asked = {"GroupId": data, "IpPermissions": [{**rule, "UserIdGroupPairs": [{"GroupId": foreign}]}]}
            self.refused("InvalidGroup.NotFound", "different networks", admit, **asked)
            admit(GroupId=data, IpPermissions=[{**rule, "UserIdGroupPairs": [{"GroupId": web}]}])

        self.needs_patch(scenario)
