"""Auto Scaling: a group's bounds, and a launch template that instances can be launched from.

Sources: https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html and
https://docs.aws.amazon.com/autoscaling/ec2/userguide/ts-as-launch-template.html. A new instance profile is unknown to EC2 for
some seconds; the provider repeats "Invalid IAM Instance Profile". A role in it that does not trust EC2 is taken by AWS: its hosts
boot without credentials and never join the cluster. Here the group is refused.
"""

from typing import Any

from moto.autoscaling.models import autoscaling_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends

from patches.networks import find_subnet
from patches.roles import instance_profile_of, is_new, trusts
from relations import Call, rule

INVALID = "ValidationError"
TEMPLATE = "You must use a valid fully-formed launch template."
HEALTH_CHECKS = {"EC2", "ELB", "EBS", "VPC_LATTICE"}


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def the_bounds_hold(call: Call) -> None:
    group = call.backend(autoscaling_backends).autoscaling_groups.get(call.asked.get("AutoScalingGroupName"))
    if call.action == "CreateAutoScalingGroup" and group is not None:
        call.refuse("AlreadyExists", "AutoScalingGroup by this name already exists - A group with the name " + f"{group.name} already exists")
    least = _number(call.asked.get("MinSize"), getattr(group, "min_size", None))
    most = _number(call.asked.get("MaxSize"), getattr(group, "max_size", None))
    if least is None or most is None:
        return
    if most < least:
        call.refuse(INVALID, f"Max bound, {most}, must be greater than or equal to min bound, {least}")
    # an update that moves a bound over the present number moves the number, unless it names one
    desired = _number(call.asked.get("DesiredCapacity"), None)
    if desired is not None and not least <= desired <= most:
        call.refuse(INVALID, f"Desired capacity:{desired} must be between the specified min size:{least} and max size:{most}")


@rule("autoscaling", "SetDesiredCapacity")
def the_number_is_within_bounds(call: Call) -> None:
    group = call.backend(autoscaling_backends).autoscaling_groups.get(call.asked.get("AutoScalingGroupName"))
    desired = int(call.asked.get("DesiredCapacity", 0))
    if group is not None and desired > group.max_size:
        call.refuse(INVALID, f"New SetDesiredCapacity value {desired} is above max value {group.max_size} for the AutoScalingGroup.")
    if group is not None and desired < group.min_size:
        call.refuse(INVALID, f"New SetDesiredCapacity value {desired} is below min value {group.min_size} for the AutoScalingGroup.")


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def the_health_check_can_be_made(call: Call) -> None:
    kinds = call.asked.get("HealthCheckType")
    unknown = set(kinds.split(",")) - HEALTH_CHECKS if kinds else set()
    if unknown:
        call.refuse(INVALID, f"Invalid HealthCheckType {','.join(sorted(unknown))}")


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def its_target_groups_are_there(call: Call) -> None:
    known = call.backend(elbv2_backends).target_groups
    for arn in call.asked.get("TargetGroupARNs") or []:
        if arn not in known:
            call.refuse(INVALID, f"Provided Target Groups may not be valid. Please ensure they exist and try again: {arn}")
        if known[arn].target_type not in (None, "instance"):
            call.refuse(INVALID, f"Provided Target Groups may not be valid. Target group {arn} must have target type instance.")


@rule("autoscaling", "CreateAutoScalingGroup", "UpdateAutoScalingGroup")
def instances_can_be_launched(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    subnets = [find_subnet(ec2, name.strip()) for name in (call.asked.get("VPCZoneIdentifier") or "").split(",") if name.strip()]
    if None in subnets:
        call.refuse(INVALID, f"The subnet ID '{call.asked['VPCZoneIdentifier']}' does not exist")
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        call.refuse(INVALID, "The subnets must all be in the same VPC.")
    for specification in _templates(call.asked):
        data = _data(ec2, specification)
        if data is None:
            name = specification.get("LaunchTemplateName") or specification.get("LaunchTemplateId")
            call.refuse(INVALID, f"{TEMPLATE} The specified launch template, with template name or ID {name}, does not exist.")
        _judge_network(call, ec2, data, subnets[0].vpc_id if subnets else None)
        _judge_profile(call, data.get("IamInstanceProfile") or {})


def _templates(asked: dict[str, Any]) -> list[dict[str, Any]]:
    mixed = ((asked.get("MixedInstancesPolicy") or {}).get("LaunchTemplate") or {}).get("LaunchTemplateSpecification")
    return [one for one in (asked.get("LaunchTemplate"), mixed) if one]


def _data(ec2: Any, specification: dict[str, Any]) -> dict[str, Any] | None:
    identifier = specification.get("LaunchTemplateId") or ec2.launch_template_name_to_ids.get(specification.get("LaunchTemplateName"))
    template = ec2.launch_templates.get(identifier)
    return None if template is None else template.get_version(specification.get("Version") or "$Default").data


def _judge_network(call: Call, ec2: Any, data: dict[str, Any], vpc: str | None) -> None:
    interfaces = data.get("NetworkInterfaces") or []
    groups = data.get("SecurityGroupIds") or []
    if interfaces and groups:
        call.refuse(INVALID, f"{TEMPLATE} Network interfaces and an instance-level security groups may not be specified on the same request")
    for identifier in [*groups, *(name for one in interfaces for name in one.get("Groups") or [])]:
        group = ec2.get_security_group_from_id(identifier)
        if group is None or (vpc and group.vpc_id != vpc):
            call.refuse(INVALID, f"{TEMPLATE} The security group '{identifier}' does not exist in VPC '{vpc}'")


def _judge_profile(call: Call, named: dict[str, str]) -> None:
    wanted = named.get("Arn") or named.get("Name")
    if not wanted:
        return
    member = "arn" if named.get("Arn") else "name"
    profile = instance_profile_of(call.account, call.region, wanted)
    invalid = f"{TEMPLATE} Value ({wanted}) for parameter iamInstanceProfile.{member} is invalid. Invalid IAM Instance Profile {member}"
    if profile is None:
        call.refuse(INVALID, invalid)
    if is_new(profile):
        call.hold(INVALID, invalid)
    if not profile.roles:
        call.refuse(INVALID, f"{TEMPLATE} IAM Instance Profile \"{profile.arn}\" has no associated IAM Roles")
    if not trusts(profile.roles[0], "ec2.amazonaws.com"):
        call.refuse(INVALID, f"AssumeRoleUnauthorizedAccess: EC2 cannot assume the role {profile.roles[0].name}.")


def _number(asked: Any, otherwise: int | None) -> int | None:
    return otherwise if asked is None else int(asked)
