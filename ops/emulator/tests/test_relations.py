"""Refusals in the protocol of each service, listed once with what names the resource."""

import refusals
from tests.case import PatchCase, client, role, vpc_with_zones


class Relations(PatchCase):
    def test_a_refusal_names_service_action_and_resource_and_is_listed_once(self):
        def scenario():
            ecs = client("ecs")
            ecs.create_cluster(clusterName="box")
            for _ in range(2):
                with self.assertRaises(ecs.exceptions.ClusterNotFoundException):
                    ecs.run_task(cluster="nowhere", taskDefinition="web")
            (only,) = refusals.refused()
            self.assertEqual(("ecs", "RunTask", "ClusterNotFoundException"), (only["service"], only["action"], only["code"]))
            self.assertEqual("nowhere", only["names"]["cluster"])

        self.needs_patch(scenario)

    def test_what_moto_refuses_by_itself_is_listed_too(self):
        def scenario():
            logs = client("logs")
            logs.create_log_group(logGroupName="/web")
            self.refused(
                "ResourceAlreadyExistsException", "already exists", logs.create_log_group, logGroupName="/web"
            )

        self.needs_patch(scenario)

    def test_subnets_that_overlap_or_lie_outside_of_their_network_are_listed(self):
        def scenario():
            vpc, _ = vpc_with_zones()
            create = client("ec2").create_subnet
            self.refused("InvalidSubnet.Conflict", "conflicts", create, VpcId=vpc, CidrBlock="10.0.0.128/25")
            self.refused("InvalidSubnet.Range", "invalid", create, VpcId=vpc, CidrBlock="10.1.0.0/24")

        self.needs_patch(scenario)

    def test_scaling_of_a_service_that_is_not_there_and_a_secret_s_name_that_is_held_are_listed(self):
        def scenario():
            register = client("application-autoscaling").register_scalable_target
            target = {"ServiceNamespace": "ecs", "ResourceId": "service/box/web", "ScalableDimension": "ecs:service:DesiredCount"}
            self.refused("ValidationException", "ECS service doesn't exist", register, **target, MinCapacity=1, MaxCapacity=2)
            secrets = client("secretsmanager")
            secrets.create_secret(Name="database")
            secrets.delete_secret(SecretId="database")
            self.refused("InvalidRequestException", "scheduled for deletion", secrets.create_secret, Name="database")

        self.needs_patch(scenario)

    def test_a_full_bucket_stays(self):
        def scenario():
            s3 = client("s3")
            s3.create_bucket(Bucket="full", CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
            s3.put_object(Bucket="full", Key="one", Body=b"1")
            with self.assertRaisesRegex(s3.exceptions.ClientError, "BucketNotEmpty"):
                s3.delete_bucket(Bucket="full")
            s3.delete_object(Bucket="full", Key="one")
            s3.delete_bucket(Bucket="full")

        self.works(scenario)

    def test_a_role_with_a_profile_stays(self):
        def scenario():
            iam = client("iam")
            role("host", "ec2.amazonaws.com")
            iam.create_instance_profile(InstanceProfileName="host")
            iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
            with self.assertRaisesRegex(iam.exceptions.ClientError, "DeleteConflict"):
                iam.delete_role(RoleName="host")

        self.works(scenario)
