"""What is left is named; what every account has, and what AWS keeps by itself, is not."""

from leftovers import leftovers
from tests.case import PatchCase, client, group, network


class Leftovers(PatchCase):
    def test_a_fresh_account_has_nothing_left(self):
        def scenario():
            client("ec2").describe_vpcs()
            client("iam").list_policies(Scope="AWS")
            client("ecs").list_clusters()
            self.assertEqual({}, leftovers())

        self.works(scenario)

    def test_every_resource_left_is_named_with_its_service(self):
        def scenario():
            client("ec2").create_vpc(CidrBlock="10.0.0.0/16")
            client("sqs").create_queue(QueueName="jobs")
            client("iam").create_role(RoleName="scraper", AssumeRolePolicyDocument="{}")
            found = leftovers()
            self.assertEqual(["jobs"], found["sqs/queues"])
            self.assertRegex(found["iam/roles"][0], r"^AROA\w+ \(scraper\)$")
            self.assertEqual(1, len(found["ec2/vpcs"]))

        self.works(scenario)

    def test_what_aws_keeps_after_a_deletion_does_not_count(self):
        def scenario():
            ecs = client("ecs")
            ecs.create_cluster(clusterName="box")
            ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "nginx", "memory": 64}])
            ecs.delete_cluster(cluster="box")
            ecs.deregister_task_definition(taskDefinition="web:1")
            secrets = client("secretsmanager")
            secrets.create_secret(Name="database")
            secrets.delete_secret(SecretId="database", RecoveryWindowInDays=7)
            key = client("kms").create_key()["KeyMetadata"]["KeyId"]
            client("kms").schedule_key_deletion(KeyId=key)
            self.assertEqual({}, leftovers())

        self.works(scenario)

    def test_what_went_with_something_else_does_not_count(self):
        def scenario():
            ec2 = client("ec2")
            subnet, gateway = network()
            group(subnet)
            vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
            volume = ec2.create_volume(AvailabilityZone="eu-central-1a", Size=1, Encrypted=True)["VolumeId"]
            client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="fleet", ForceDelete=True)
            ec2.delete_launch_template(LaunchTemplateName="fleet")
            ec2.delete_volume(VolumeId=volume)
            ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
            ec2.delete_internet_gateway(InternetGatewayId=gateway)
            ec2.delete_subnet(SubnetId=subnet)
            ec2.delete_vpc(VpcId=vpc)
            self.assertEqual({}, leftovers())

        self.works(scenario)
