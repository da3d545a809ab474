"""Launch templates read back as written; a gateway minds public addresses."""

import base64

from botocore.exceptions import ClientError

from tests.case import IMAGE, PatchCase, client, group, network


def user_data(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def tagged(resource: str) -> list[dict]:
    return [{"ResourceType": resource, "Tags": [{"Key": "Name", "Value": "fleet"}]}]


class LaunchTemplates(PatchCase):
    def test_the_template_s_own_tags_stay_out_of_its_data(self):
        def scenario():
            ec2 = client("ec2")
            ec2.create_launch_template(
                LaunchTemplateName="fleet",
                LaunchTemplateData={"InstanceType": "t3.micro", "TagSpecifications": tagged("instance")},
                TagSpecifications=tagged("launch-template"),
            )
            versions = ec2.describe_launch_template_versions(LaunchTemplateName="fleet")["LaunchTemplateVersions"]
            self.assertEqual(tagged("instance"), versions[0]["LaunchTemplateData"]["TagSpecifications"])

        self.needs_patch(scenario)

    def test_tags_changed_later_show(self):
        def scenario():
            ec2 = client("ec2")
            template = ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData={"InstanceType": "t3.micro"})
            identifier = template["LaunchTemplate"]["LaunchTemplateId"]
            ec2.create_tags(Resources=[identifier], Tags=[{"Key": "stage", "Value": "dev"}])
            found = ec2.describe_launch_templates(LaunchTemplateIds=[identifier])["LaunchTemplates"][0]
            self.assertEqual([{"Key": "stage", "Value": "dev"}], found["Tags"])

        self.needs_patch(scenario)

    def test_a_group_launches_from_a_second_version_with_user_data(self):
        def scenario():
            subnet, _ = network()
            ec2 = client("ec2")
            data = {"ImageId": IMAGE, "InstanceType": "t3.micro", "UserData": user_data("echo 1")}
            ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData=data)
            data["UserData"] = user_data("echo 2")
            ec2.create_launch_template_version(LaunchTemplateName="fleet", LaunchTemplateData=data)
            client("autoscaling").create_auto_scaling_group(
                AutoScalingGroupName="fleet",
                MinSize=1,
                MaxSize=1,
                VPCZoneIdentifier=subnet,
                LaunchTemplate={"LaunchTemplateName": "fleet", "Version": "2"},
            )

        self.needs_patch(scenario)


class InternetGateway(PatchCase):
    def test_detaching_under_a_running_public_instance_is_refused_and_works_after_it(self):
        def scenario():
            ec2 = client("ec2")
            subnet, gateway = network()
            group(subnet)
            vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
            with self.assertRaisesRegex(ClientError, "mapped public address"):
                ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
            client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="fleet", ForceDelete=True)
            ec2.detach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)

        self.needs_patch(scenario)
