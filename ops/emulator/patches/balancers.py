"""Elastic Load Balancing: subnets, certificates and target groups that a balancer can use.

Sources: https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html, API_CreateListener.html
and API_CreateRule.html. The provider repeats CertificateNotFound, for five minutes, as it does on AWS.
"""

from typing import Any

from moto.acm.models import acm_backends
from moto.ec2.models import ec2_backends
from moto.elbv2.models import elbv2_backends
from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

from patches.networks import find_subnet, has_gateway
from relations import Call, rule

# what a listener needs a certificate for
SECURE = ("HTTPS", "TLS")


@rule("elbv2", "CreateLoadBalancer")
def the_balancer_s_name_is_free(call: Call) -> None:
    name = call.asked.get("Name")
    if any(one.name == name for one in call.backend(elbv2_backends).load_balancers.values()):
        call.refuse("DuplicateLoadBalancerName", f"A load balancer with the same name '{name}' exists, but with different settings")


@rule("elbv2", "CreateLoadBalancer", "SetSubnets")
def the_balancer_stands_in_two_zones(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    existing = call.backend(elbv2_backends).load_balancers.get(call.asked.get("LoadBalancerArn"))
    kind = existing.type if existing else call.asked.get("Type") or "application"
    mapped = [mapping["SubnetId"] for mapping in call.asked.get("SubnetMappings") or []]
    subnets = [find_subnet(ec2, subnet) for subnet in [*(call.asked.get("Subnets") or []), *mapped]]
    if not subnets or None in subnets:
        return
    zones = {subnet.availability_zone for subnet in subnets}
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        call.refuse("InvalidConfigurationRequest", "All subnets must belong to the same VPC")
    if len(zones) < len(subnets):
        call.refuse(
            "InvalidConfigurationRequest", "A load balancer cannot be attached to multiple subnets in the same Availability Zone"
        )
    if kind == "application" and len(zones) < 2:
        call.refuse("ValidationError", "At least two subnets in two different Availability Zones must be specified")
    vpc = subnets[0].vpc_id
    if existing is None and call.asked.get("Scheme") != "internal" and not has_gateway(ec2, vpc):
        call.refuse("InvalidSubnet", f"VPC {vpc} has no internet gateway")


@rule("elbv2", "CreateLoadBalancer", "SetSecurityGroups")
def the_balancer_s_groups_are_of_its_network(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    existing = call.backend(elbv2_backends).load_balancers.get(call.asked.get("LoadBalancerArn"))
    subnet = find_subnet(ec2, next(iter(call.asked.get("Subnets") or []), None))
    vpc = existing.vpc_id if existing else getattr(subnet, "vpc_id", None)
    for identifier in call.asked.get("SecurityGroups") or []:
        group = ec2.get_security_group_from_id(identifier)
        if vpc and (group is None or group.vpc_id != vpc):
            call.refuse("InvalidConfigurationRequest", "One or more security groups are invalid")


@rule("elbv2", "DeleteLoadBalancer")
def the_balancer_is_not_protected(call: Call) -> None:
    arn = call.asked.get("LoadBalancerArn")
    balancer = call.backend(elbv2_backends).load_balancers.get(arn)
    if balancer is not None and balancer.attrs.get("deletion_protection.enabled") == "true":
        call.refuse("OperationNotPermitted", f"Load balancer '{arn}' cannot be deleted because deletion protection is enabled")


@rule("elbv2", "CreateTargetGroup")
def the_target_group_s_name_is_free(call: Call) -> None:
    name = call.asked.get("Name")
    if any(one.name == name for one in call.backend(elbv2_backends).target_groups.values()):
        call.refuse("DuplicateTargetGroupName", f"A target group with the same name '{name}' exists, but with different settings")


@rule("elbv2", "CreateListener", "ModifyListener", "AddListenerCertificates")
def the_certificates_are_there(call: Call) -> None:
    named = [one.get("CertificateArn") for one in call.asked.get("Certificates") or []]
    if call.action == "CreateListener" and call.asked.get("Protocol") in SECURE and not named:
        call.refuse("ValidationError", f"A certificate must be specified for {call.asked['Protocol']} listeners")
    for arn in named:
        if ":iam:" in arn:
            servers = iam_backends[call.account][get_partition(call.region)].certificates.values()
            found = any(one.arn == arn for one in servers)
        else:
            certificate = call.backend(acm_backends)._certificates.get(arn)
            found = certificate is not None
            if certificate is not None and certificate.status != "ISSUED":
                call.refuse(
                    "UnsupportedCertificate",
                    f"The certificate '{arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.",
                )
        if not found:
            call.refuse("CertificateNotFound", f"Certificate '{arn}' not found")


@rule("elbv2", "CreateListener", "ModifyListener")
def the_default_action_can_forward(call: Call) -> None:
    balancing = call.backend(elbv2_backends)
    arn = call.asked.get("LoadBalancerArn") or _balancer_arn(call.asked.get("ListenerArn", ""))
    _judge_actions(call, balancing.load_balancers.get(arn), call.asked.get("DefaultActions"))


@rule("elbv2", "CreateRule", "ModifyRule")
def the_rule_can_forward(call: Call) -> None:
    balancing = call.backend(elbv2_backends)
    arn = _balancer_arn(call.asked.get("ListenerArn") or call.asked.get("RuleArn", ""))
    _judge_actions(call, balancing.load_balancers.get(arn), call.asked.get("Actions"))


def _balancer_arn(arn: str) -> str:
    """From the ARN of a listener or of a rule, which begin with the balancer's own parts."""
    head, _, path = arn.partition(":listener-rule/" if ":listener-rule/" in arn else ":listener/")
    return f"{head}:loadbalancer/{'/'.join(path.split('/')[:3])}"


def _judge_actions(call: Call, balancer: Any, actions: list[dict[str, Any]] | None) -> None:
    groups = call.backend(elbv2_backends).target_groups
    for action in actions or []:
        several = (action.get("ForwardConfig") or {}).get("TargetGroups") or []
        for arn in {action.get("TargetGroupArn"), *(one.get("TargetGroupArn") for one in several)} - {None}:
            group = groups.get(arn)
            if group is None:
                call.refuse("TargetGroupNotFound", f"Target groups '{arn}' not found")
            if balancer is not None and group.vpc_id and group.vpc_id != balancer.vpc_id:
                # the condition is documented, the words are not
                call.refuse("InvalidConfigurationRequest", f"Target group '{arn}' is in a different VPC than load balancer '{balancer.arn}'")
            others = set(group.load_balancer_arns) - {getattr(balancer, "arn", None)}
            if any(other in call.backend(elbv2_backends).load_balancers for other in others):
                call.refuse(
                    "TargetGroupAssociationLimit",
                    f"The following target groups cannot be associated with more than one load balancer: {arn}",
                )
