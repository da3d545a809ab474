"""The two halves of every patch: plain moto fails the scenario, patched moto passes it."""

import unittest
from collections.abc import Callable

import boto3
from moto import mock_aws

import patches  # noqa: F401  (declares the patches)
import patching

REGION = "eu-central-1"
ACCOUNT = "123456789012"
# one of the images that moto knows
IMAGE = "ami-12c6146b"
# what a scenario may raise on plain moto: a wrong answer, an error of the client, or moto's "not implemented"
FAILURES = (AssertionError, Exception)


class PatchCase(unittest.TestCase):
    def setUp(self) -> None:
        self.addCleanup(patching.undo_all)

    def needs_patch(self, scenario: Callable[[], None]) -> None:
        patching.undo_all()
        with self.assertRaises(FAILURES, msg="plain moto passes: this patch is not needed any more"):
            with mock_aws():
                scenario()
        self.works(scenario)

    def works(self, scenario: Callable[[], None]) -> None:
        patching.apply_all()
        with mock_aws():
            scenario()


def client(service: str):
    return boto3.client(service, region_name=REGION)


def network() -> tuple[str, str]:
    """A VPC with one subnet that hands out public addresses, and a gateway: (subnet, gateway)."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    ec2.modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    return subnet, gateway


def group(subnet: str, user_data: str | None = None, **extra) -> str:
    """An Auto Scaling group of one instance: its ARN."""
    data = {"ImageId": IMAGE, "InstanceType": "t3.micro"}
    if user_data is not None:
        data["UserData"] = user_data
    client("ec2").create_launch_template(LaunchTemplateName="fleet", LaunchTemplateData=data)
    autoscaling = client("autoscaling")
    autoscaling.create_auto_scaling_group(
        AutoScalingGroupName="fleet",
        MinSize=1,
        MaxSize=1,
        VPCZoneIdentifier=subnet,
        LaunchTemplate={"LaunchTemplateName": "fleet", "Version": "1"},
        **extra,
    )
    return describe_group()["AutoScalingGroupARN"]


def describe_group() -> dict:
    return client("autoscaling").describe_auto_scaling_groups(AutoScalingGroupNames=["fleet"])["AutoScalingGroups"][0]
