"""Groups with bounds that hold and templates that instances can be launched from."""

import clock
from tests.case import IMAGE, PatchCase, client, network, role, security_group, vpc_with_zones

INVALID = "ValidationError"


def profile(*trusted: str, age: int = 60) -> str:
    iam = client("iam")
    arn = iam.create_instance_profile(InstanceProfileName="host")["InstanceProfile"]["Arn"]
    if trusted:
        role("host", *trusted)
        iam.add_role_to_instance_profile(InstanceProfileName="host", RoleName="host")
    clock.move(age)
    return arn


def make(subnets, template=None, bounds=(1, 1, None), **extra):
    data = {"ImageId": IMAGE, "InstanceType": "t3.micro", **(template or {})}
    ec2 = client("ec2")
    if not ec2.describe_launch_templates()["LaunchTemplates"]:
        ec2.create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData=data)
    least, most, desired = bounds
    asked = {"AutoScalingGroupName": "fleet", "MinSize": least, "MaxSize": most, "VPCZoneIdentifier": ",".join(subnets)}
    asked.update({} if desired is None else {"DesiredCapacity": desired})
    asked.setdefault("LaunchTemplate", {"LaunchTemplateName": "fleet", "Version": "1"})
    client("autoscaling").create_auto_scaling_group(**{**asked, **extra})


class Groups(PatchCase):
    def test_bounds_have_an_order(self):
        for text, bounds in [
            ("Max bound, 1, must be greater than or equal to min bound, 2", (2, 1, None)),
            ("Desired capacity:3 must be between the specified min size:1 and max size:2", (1, 2, 3)),
        ]:
            with self.subTest(text):
                self.needs_patch(lambda bounds=bounds, text=text: self.refused(INVALID, text, make, subnets=[network()[0]], bounds=bounds))

    def test_an_update_is_judged_with_the_bound_that_stays(self):
        def scenario():
            make([network()[0]], bounds=(1, 2, 2))
            scaling = client("autoscaling")
            name = {"AutoScalingGroupName": "fleet"}
            self.refused(INVALID, "Max bound, 2", scaling.update_auto_scaling_group, **name, MinSize=3)
            self.refused(INVALID, "above max value 2", scaling.set_desired_capacity, **name, DesiredCapacity=3)
            scaling.update_auto_scaling_group(**name, MinSize=0, MaxSize=1)
            scaling.set_desired_capacity(**name, DesiredCapacity=0)

        self.needs_patch(scenario)

    def test_what_the_group_names_has_to_be_there(self):
        rows = [
            ("The subnet ID", {"subnets": ["subnet-1"]}),
            ("launch template, with template name or ID nobody, does not exist", {"LaunchTemplate": {"LaunchTemplateName": "nobody"}}),
            ("Invalid HealthCheckType", {"HealthCheckType": "ELBV2"}),
            ("Target Groups may not be valid", {"TargetGroupARNs": ["arn:aws:elasticloadbalancing:eu-central-1:1:targetgroup/web/1"]}),
        ]
        for text, asked in rows:
            with self.subTest(text):

                def scenario(asked=asked, text=text):
                    subnets = vpc_with_zones()[1]
                    self.refused(INVALID, text, make, **{"subnets": subnets, **asked})

                self.needs_patch(scenario)

    def test_groups_stand_at_one_level_and_in_the_network(self):
        def scenario():
            (vpc, subnets), (there, _) = vpc_with_zones(), vpc_with_zones("10.1")
            own, foreign = security_group(vpc), security_group(there)
            twice = {"NetworkInterfaces": [{"DeviceIndex": 0, "Groups": [own]}], "SecurityGroupIds": [own]}
            self.refused(INVALID, "instance-level security groups may not be specified", make, subnets=subnets, template=twice)
            client("ec2").delete_launch_template(LaunchTemplateName="fleet")
            outside = {"SecurityGroupIds": [foreign]}
            self.refused(INVALID, f"'{foreign}' does not exist in VPC '{vpc}'", make, subnets=subnets, template=outside)
            client("ec2").delete_launch_template(LaunchTemplateName="fleet")
            make(subnets, template={"NetworkInterfaces": [{"DeviceIndex": 0, "Groups": [own]}]})

        self.needs_patch(scenario)


class Profiles(PatchCase):
    def test_a_profile_has_to_exist_and_to_hold_a_role_that_trusts_ec2(self):
        rows = [
            ("Invalid IAM Instance Profile name", lambda: "nobody"),
            ("has no associated IAM Roles", lambda: profile() and "host"),
            ("EC2 cannot assume the role host", lambda: profile("ecs-tasks.amazonaws.com") and "host"),
        ]
        for text, made in rows:
            with self.subTest(text):

                def scenario(made=made, text=text):
                    template = {"IamInstanceProfile": {"Name": made()}}
                    self.refused(INVALID, text, make, subnets=[network()[0]], template=template)

                self.needs_patch(scenario)

    def test_a_profile_of_this_second_is_held_and_known_five_seconds_later(self):
        def scenario():
            template = {"IamInstanceProfile": {"Arn": profile("ec2.amazonaws.com", age=0)}}
            subnets = [network()[0]]
            self.held(INVALID, "Invalid IAM Instance Profile arn", make, subnets=subnets, template=template)
            clock.move(5)
            make(subnets)

        self.needs_patch(scenario)
