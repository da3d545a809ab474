"""Tags belong to what exists: not to what was refused, nor to what is gone."""

from botocore.exceptions import ClientError

from tests.case import IMAGE, PatchCase, client, network

TAGS = [{"Key": "stack", "Value": "platform"}]


def tagged(resource: str) -> list[dict]:
    return [{"ResourceType": resource, "Tags": TAGS}]


def found(**filters: str) -> list[dict]:
    filters = {"key": "stack", **{name.replace("_", "-"): value for name, value in filters.items()}}
    asked = [{"Name": name, "Values": [value]} for name, value in filters.items()]
    return client("ec2").describe_tags(Filters=asked)["Tags"]


class Refused(PatchCase):
    def test_a_rule_that_the_group_has_already_leaves_no_tag(self):
        def scenario():
            ec2 = client("ec2")
            subnet, _ = network()
            vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
            group = ec2.create_security_group(GroupName="box", Description="box", VpcId=vpc)["GroupId"]
            rule = {"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
            for attempt in range(2):
                try:
                    ec2.authorize_security_group_ingress(
                        GroupId=group, IpPermissions=[rule], TagSpecifications=tagged("security-group-rule")
                    )
                except ClientError:
                    self.assertEqual(1, attempt)
            rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
            ingress = [rule["SecurityGroupRuleId"] for rule in rules["SecurityGroupRules"] if not rule["IsEgress"]]
            self.assertEqual(ingress, [tag["ResourceId"] for tag in found()])

        self.needs_patch(scenario)


class Gone(PatchCase):
    def test_what_was_deleted_has_no_tags_and_its_neighbour_keeps_its_own(self):
        def scenario():
            ec2 = client("ec2")
            first, second = (
                ec2.create_vpc(CidrBlock="10.0.0.0/16", TagSpecifications=tagged("vpc"))["Vpc"]["VpcId"] for _ in range(2)
            )
            address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))["AllocationId"]
            ec2.delete_vpc(VpcId=first)
            self.assertEqual({second, address}, {tag["ResourceId"] for tag in found()})
            ec2.release_address(AllocationId=address)
            self.assertEqual([second], [tag["ResourceId"] for tag in found()])

        self.needs_patch(scenario)

    def test_no_kind_of_thing_loses_its_tags_when_something_else_is_deleted(self):
        def scenario():
            ec2 = client("ec2")
            subnet, gateway = network()
            vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
            group = ec2.create_security_group(GroupName="box", Description="box", VpcId=vpc)["GroupId"]
            egress = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [group]}])
            table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
            endpoint = ec2.create_vpc_endpoint(VpcId=vpc, ServiceName="com.amazonaws.eu-central-1.s3")["VpcEndpoint"]
            address = ec2.allocate_address(Domain="vpc")["AllocationId"]
            nat = ec2.create_nat_gateway(SubnetId=subnet, AllocationId=address)["NatGateway"]["NatGatewayId"]
            template = ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData={"InstanceType": "t3.micro"})
            instance = ec2.run_instances(ImageId=IMAGE, SubnetId=subnet, MinCount=1, MaxCount=1)["Instances"][0]
            interface = ec2.create_network_interface(SubnetId=subnet)["NetworkInterface"]["NetworkInterfaceId"]
            acl = ec2.create_network_acl(VpcId=vpc)["NetworkAcl"]["NetworkAclId"]
            every = {
                vpc, subnet, gateway, group, table, address, nat, interface, acl,
                egress["SecurityGroupRules"][0]["SecurityGroupRuleId"],
                endpoint["VpcEndpointId"],
                template["LaunchTemplate"]["LaunchTemplateId"],
                instance["InstanceId"],
            }  # fmt: skip
            ec2.create_tags(Resources=sorted(every), Tags=TAGS)
            spare = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))["AllocationId"]
            ec2.release_address(AllocationId=spare)
            self.assertEqual(set(), every - {tag["ResourceId"] for tag in found()})
            self.assertNotIn(spare, {tag["ResourceId"] for tag in found()})

        self.needs_patch(scenario)


class Names(PatchCase):
    def test_addresses_are_called_as_aws_calls_them(self):
        def scenario():
            ec2 = client("ec2")
            address = ec2.allocate_address(Domain="vpc", TagSpecifications=tagged("elastic-ip"))["AllocationId"]
            self.assertEqual([address], [tag["ResourceId"] for tag in found(resource_type="elastic-ip")])
            self.assertEqual(["elastic-ip"], [tag["ResourceType"] for tag in found()])

        self.needs_patch(scenario)
