"""EC2: texts, protocols and ports, addresses, user data. botocore's model constrains 8 % of what is sent to it."""

import base64
import binascii
import ipaddress
from typing import Any

from judging.call import Call
from rules.documents import policy_of
from rules.rule import Coded, Verdict, number, one_of, rule, text

API = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
CHARACTERS = "a-zA-Z0-9. _-:/()#,@[]+=&;{}!$*"
EC2_TEXT = r"[a-zA-Z0-9. _\-:/()#,@\[\]+=&;{}!$*]"
UP_TO_255 = f"Valid descriptions are strings less than 256 characters from the following set:  {CHARACTERS}"
RULE_CALLS = (
    "AuthorizeSecurityGroupIngress|AuthorizeSecurityGroupEgress|RevokeSecurityGroupIngress|RevokeSecurityGroupEgress"
    "|UpdateSecurityGroupRuleDescriptionsIngress|UpdateSecurityGroupRuleDescriptionsEgress"
)
SOURCES_OF_RULES = ("IpRanges", "Ipv6Ranges", "PrefixListIds", "UserIdGroupPairs")
MAX_USER_DATA = 16_384

rule_description = text(f"Invalid rule description. {UP_TO_255}", EC2_TEXT, 0, 255)


def protocol(value: Any, _call: Call) -> Verdict:
    if value in ("tcp", "udp", "icmp", "icmpv6", "-1") or (value.isdecimal() and int(value) <= 255):
        return None
    return f"Invalid value '{value}' for IP protocol. Unknown protocol."


def ports(permission: Any, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"""
    name, first, last = permission.get("IpProtocol"), permission.get("FromPort"), permission.get("ToPort")
    if name in ("tcp", "6", "udp", "17"):
        if first is None or last is None:
            return Coded("MissingParameter", f"The request must contain the parameter {'fromPort' if first is None else 'toPort'}")
        if not (0 <= first <= 65535 and 0 <= last <= 65535 and first <= last):
            return f"Invalid TCP/UDP port range ({first}:{last})"
    elif name in ("icmp", "1", "icmpv6", "58"):
        for what, value in (("type", first), ("code", last)):
            if value is not None and not -1 <= value <= 255:
                return f"ICMP {what} ({value}) must be between -1 and 255"
        if first == -1 and last not in (None, -1):
            return "ICMP code must be -1 when the type is -1"
    return None


def has_a_source(permission: Any, _call: Call) -> Verdict:
    if any(permission.get(name) for name in SOURCES_OF_RULES):
        return None
    return Coded("MissingParameter", "The request must contain the parameter CidrIp, CidrIpv6, PrefixListId or GroupId")


def network(version: int, no_host_bits: bool = False) -> Any:
    def test(value: Any, _call: Call) -> Verdict:
        try:
            found = ipaddress.ip_network(value, strict=no_host_bits)
        except ValueError:
            return f"CIDR block {value} is malformed"
        return None if found.version == version and "/" in value else f"CIDR block {value} is malformed"

    return test


def block(least: int, most: int, code: str) -> Any:
    def test(value: Any, _call: Call) -> Verdict:
        try:
            length = ipaddress.ip_network(value, strict=False).prefixlen
        except ValueError:
            return f"Value ({value}) for parameter cidrBlock is invalid. This is not a valid CIDR block."
        return None if least <= length <= most else Coded(code, f"The CIDR '{value}' is invalid.")

    return test


def user_data(code: str) -> Any:
    """16 KB before it is encoded. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html"""

    def test(value: Any, _call: Call) -> Verdict:
        data = value if isinstance(value, bytes) else value.encode()
        try:
            data = data if isinstance(value, bytes) else base64.b64decode(data, validate=True)
        except binascii.Error:
            return Coded("InvalidUserData.Malformed", "Invalid BASE64 encoding of user data.")
        if len(data) > MAX_USER_DATA:
            return Coded(code, f"User data is limited to {MAX_USER_DATA} bytes")
        return None

    return test


def endpoint_policy(value: Any, _call: Call) -> Verdict:
    problem = policy_of("endpoint", value)
    return problem and Coded("InvalidPolicyDocument", problem)


def volume(ebs: Any, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html"""
    kind, size, iops, throughput = (ebs.get(name) for name in ("VolumeType", "VolumeSize", "Iops", "Throughput"))
    if size is not None and size < 1:
        return f"Volume of {size}GiB is too small; minimum is 1GiB."
    if throughput is not None and kind != "gp3":
        return Coded("InvalidParameterCombination", f"The parameter throughput is not supported for {kind or 'gp2'} volumes.")
    if kind == "gp3" and throughput is not None and throughput < 125:
        return f"Volume throughput of {throughput} MiB/s is too low; minimum is 125 MiB/s."
    if kind == "gp3" and iops is not None and iops < 3000:
        return f"Volume iops of {iops} is too low; minimum is 3000."
    if kind in ("gp2", "st1", "sc1", "standard") and iops is not None:
        return Coded("InvalidParameterCombination", f"The parameter iops is not supported for {kind} volumes.")
    if kind in ("io1", "io2") and iops is None:
        return Coded("MissingParameter", f"The request must contain the parameter iops for {kind} volumes.")
    return None


RULES = [
    rule(
        "ec2 CreateSecurityGroup",
        "Description",
        text(f"Invalid security group description. {UP_TO_255}", EC2_TEXT, 1, 255),
        f"{API}/API_CreateSecurityGroup.html",
    ),
    rule(
        "ec2 CreateSecurityGroup",
        "GroupName",
        text("Value ({value}) for parameter GroupName is invalid. " + f"Up to 255 of {CHARACTERS}, not sg-*", EC2_TEXT, 1, 255, "^sg-"),
        f"{API}/API_CreateSecurityGroup.html",
    ),
    *(
        rule(f"ec2 {RULE_CALLS}", f"IpPermissions[].{kind}[].Description", rule_description, f"{API}/API_IpRange.html")
        for kind in SOURCES_OF_RULES
    ),
    rule(
        "ec2 ModifySecurityGroupRules",
        "SecurityGroupRules[].SecurityGroupRule.Description",
        rule_description,
        f"{API}/API_SecurityGroupRuleRequest.html",
    ),
    rule(f"ec2 {RULE_CALLS}", "IpPermissions[].IpProtocol", protocol, f"{API}/API_IpPermission.html"),
    rule(f"ec2 {RULE_CALLS}", "IpPermissions[]", ports, f"{API}/API_IpPermission.html"),
    rule(f"ec2 {RULE_CALLS}", "IpPermissions[].IpRanges[].CidrIp", network(4), f"{API}/API_IpRange.html"),
    rule(f"ec2 {RULE_CALLS}", "IpPermissions[].Ipv6Ranges[].CidrIpv6", network(6), f"{API}/API_Ipv6Range.html"),
    rule(
        "ec2 AuthorizeSecurityGroupIngress|AuthorizeSecurityGroupEgress",
        "IpPermissions[]",
        has_a_source,
        f"{API}/API_IpPermission.html",
    ),
    rule("ec2 ModifySecurityGroupRules", "SecurityGroupRules[].SecurityGroupRule", ports, f"{API}/API_SecurityGroupRuleRequest.html"),
    rule(
        "ec2 ModifySecurityGroupRules",
        "SecurityGroupRules[].SecurityGroupRule.IpProtocol",
        protocol,
        f"{API}/API_SecurityGroupRuleRequest.html",
    ),
    rule("ec2 CreateVpc", "CidrBlock", block(16, 28, "InvalidVpc.Range"), f"{API}/API_CreateVpc.html"),
    rule("ec2 CreateSubnet", "CidrBlock", block(16, 28, "InvalidSubnet.Range"), f"{API}/API_CreateSubnet.html"),
    rule("ec2 CreateRoute|ReplaceRoute", "DestinationCidrBlock", network(4), f"{API}/API_CreateRoute.html"),
    rule("ec2 CreateRoute|ReplaceRoute", "DestinationIpv6CidrBlock", network(6), f"{API}/API_CreateRoute.html"),
    rule(
        "ec2 CreateLaunchTemplate",
        "LaunchTemplateName",
        text("Launch template name ({value}) is invalid. 3 to 128 of a-zA-Z0-9().-/_", r"[a-zA-Z0-9().\-/_]", 3, 128),
        f"{API}/API_CreateLaunchTemplate.html",
        "InvalidLaunchTemplateName.MalformedException",
    ),
    rule(
        "ec2 CreateLaunchTemplate|CreateLaunchTemplateVersion",
        "LaunchTemplateData.UserData",
        user_data("InvalidUserData.Malformed"),
        f"{GUIDE}/instancedata-add-user-data.html",
    ),
    rule("ec2 RunInstances", "UserData", user_data("InvalidParameterValue"), f"{GUIDE}/instancedata-add-user-data.html"),
    rule(
        "ec2 ModifyInstanceAttribute",
        "UserData.Value",
        user_data("InvalidParameterValue"),
        f"{GUIDE}/instancedata-add-user-data.html",
    ),
    *(
        rule(operations, path, test, source)
        for operations, prefix in (
            ("ec2 CreateLaunchTemplate|CreateLaunchTemplateVersion", "LaunchTemplateData."),
            ("ec2 RunInstances", ""),
        )
        for path, test, source in (
            (
                f"{prefix}MetadataOptions.HttpPutResponseHopLimit",
                number(1, 64, "Value ({value}) for parameter HttpPutResponseHopLimit is invalid. It must be between 1 and 64."),
                f"{API}/API_LaunchTemplateInstanceMetadataOptionsRequest.html",
            ),
            (
                f"{prefix}CreditSpecification.CpuCredits",
                one_of(("standard", "unlimited"), "Value ({value}) for parameter CpuCredits is invalid. It must be standard or unlimited."),
                f"{API}/API_CreditSpecificationRequest.html",
            ),
            (f"{prefix}BlockDeviceMappings[].Ebs", volume, f"{API}/API_EbsBlockDevice.html"),
        )
    ),
    rule("ec2 CreateVolume", "", volume, f"{API}/API_CreateVolume.html"),
    rule("ec2 CreateVpcEndpoint|ModifyVpcEndpoint", "PolicyDocument", endpoint_policy, f"{API}/API_CreateVpcEndpoint.html"),
    rule(
        "ec2 CreateFlowLogs",
        "MaxAggregationInterval",
        one_of((60, 600), "Value ({value}) for parameter MaxAggregationInterval is invalid. It must be 60 or 600."),
        f"{API}/API_CreateFlowLogs.html",
    ),
]
