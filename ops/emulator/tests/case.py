"""The two halves of every patch: plain moto fails the scenario, patched moto passes it."""

import json
import unittest
from collections.abc import Callable

import boto3
from botocore.exceptions import ClientError
from moto import mock_aws

import clock
import patches  # noqa: F401  (declares the patches)
import patching
import refusals

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
        refusals.forget()
        clock.reset()
        with mock_aws():
            scenario()

    def refused(self, code: str, text: str, call: Callable[..., object], /, **asked) -> None:
        """AWS's code and words, and the refusal is listed for the person who has to mend it."""
        self._answered(code, text, call, asked)
        self.assertIn(code, [one["code"] for one in refusals.refused()], "the refusal is not listed")

    def held(self, code: str, text: str, call: Callable[..., object], /, **asked) -> None:
        """AWS's code and words; the provider repeats the call, so nothing is listed."""
        self._answered(code, text, call, asked)
        self.assertEqual([], refusals.refused())

    def _answered(self, code: str, text: str, call: Callable[..., object], asked: dict) -> None:
        with self.assertRaises(ClientError) as caught:
            call(**asked)
        error = caught.exception.response["Error"]
        self.assertEqual(code, error["Code"])
        self.assertIn(text, error["Message"])


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


def role(name: str, *services: str) -> str:
    """A role that these services may assume: its ARN."""
    statement = {"Effect": "Allow", "Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    return client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]


def vpc_with_zones(prefix: str = "10.0", zones: str = "ab") -> tuple[str, list[str]]:
    """A network with a gateway and one subnet in each zone: (VPC, subnets)."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock=f"{prefix}.0.0/16")["Vpc"]["VpcId"]
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    ec2.modify_vpc_attribute(VpcId=vpc, EnableDnsHostnames={"Value": True})
    subnets = [
        ec2.create_subnet(VpcId=vpc, CidrBlock=f"{prefix}.{number}.0/24", AvailabilityZone=f"{REGION}{zone}")["Subnet"]["SubnetId"]
        for number, zone in enumerate(zones)
    ]
    return vpc, subnets


def security_group(vpc: str, name: str = "tasks") -> str:
    return client("ec2").create_security_group(GroupName=name, Description=name, VpcId=vpc)["GroupId"]


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


def managed_database() -> dict:
    """A database `orders` whose password RDS keeps in a secret."""
    return client("rds").create_db_instance(
        DBInstanceIdentifier="orders",
        DBInstanceClass="db.t4g.micro",
        Engine="postgres",
        AllocatedStorage=20,
        MasterUsername="owner",
        ManageMasterUserPassword=True,
    )["DBInstance"]
