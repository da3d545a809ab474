"""A rule keeps its description, whatever its other side is."""

from tests.case import PatchCase, client


class SecurityGroups(PatchCase):
    def test_a_rule_that_admits_a_group_reads_back_with_its_description(self):
        def scenario():
            ec2 = client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            hosts, files = (
                ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"] for name in ("hosts", "files")
            )
            pair = {"GroupId": hosts, "Description": "NFS from the hosts"}
            permission = {"IpProtocol": "tcp", "FromPort": 2049, "ToPort": 2049, "UserIdGroupPairs": [pair]}
            ec2.authorize_security_group_ingress(GroupId=files, IpPermissions=[permission])
            rules = ec2.describe_security_group_rules(Filters=[{"Name": "group-id", "Values": [files]}])["SecurityGroupRules"]
            self.assertEqual(["NFS from the hosts"], [rule["Description"] for rule in rules if not rule["IsEgress"]])

        self.needs_patch(scenario)

    def test_a_rule_about_all_protocols_is_changed_without_ports(self):
        def scenario():
            ec2 = client("ec2")
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            group = ec2.create_security_group(GroupName="hosts", Description="hosts", VpcId=vpc)["GroupId"]
            of_group = [{"Name": "group-id", "Values": [group]}]
            [rule] = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
            change = {"IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0", "Description": "everything out"}
            changed = [{"SecurityGroupRuleId": rule["SecurityGroupRuleId"], "SecurityGroupRule": change}]
            ec2.modify_security_group_rules(GroupId=group, SecurityGroupRules=changed)
            [found] = ec2.describe_security_group_rules(Filters=of_group)["SecurityGroupRules"]
            self.assertEqual(["everything out", "-1", -1], [found["Description"], found["IpProtocol"], found["FromPort"]])

        self.needs_patch(scenario)
