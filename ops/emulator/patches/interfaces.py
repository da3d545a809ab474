"""EC2: what holds network interfaces in subnets and security groups, and what therefore can not be deleted.

moto makes interfaces for instances, NAT gateways and some endpoints; balancers, databases, mount targets and tasks with
addresses of their own have none, so their groups and subnets could be deleted under them. AWS refuses, the provider repeats
for up to 15 minutes (https://docs.aws.amazon.com/vpc/latest/userguide/deleting-security-groups.html), and Terraform seems to
hang: a wrong order of destruction is seen here as there. Nothing is listed, because a right order meets these answers too.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import ecs_backends
from moto.efs.models import efs_backends
from moto.elbv2.models import elbv2_backends
from moto.rds.models import rds_backends

from patches.networks import find_subnet
from relations import Call, rule

ENDED = {"terminated", "deleted", "shutting-down"}


@dataclass(frozen=True)
class Holder:
    """Something with network interfaces."""

    name: str
    subnets: frozenset[str]
    groups: frozenset[str]


def holders(call: Call) -> Iterator[Holder]:
    ec2 = call.backend(ec2_backends)
    for interface in ec2.enis.values():
        if interface.instance is None or interface.instance.state not in ENDED:
            yield _holder(interface.id, [interface.subnet.id], [group.id for group in interface.group_set])
    for gateway in ec2.nat_gateways.values():
        if gateway.state not in ENDED:
            yield _holder(gateway.id, [gateway.subnet_id])
    for endpoint in ec2.vpc_end_points.values():
        if endpoint.vpc_endpoint_type == "Interface" and endpoint.state not in ENDED:
            yield _holder(endpoint.id, endpoint.subnet_ids, endpoint.security_group_ids)
    for balancer in call.backend(elbv2_backends).load_balancers.values():
        yield _holder(balancer.arn, [subnet.id for subnet in balancer.subnets], balancer.security_groups)
    for target in call.backend(efs_backends).mount_targets_by_id.values():
        yield _holder(target.mount_target_id, [target.subnet_id], target.security_groups)
    for database in call.backend(rds_backends).databases.values():
        stands_in = getattr(database, "db_subnet_group", None)
        subnets = [subnet["SubnetIdentifier"] for subnet in getattr(stands_in, "subnets", [])]
        yield _holder(database.db_instance_identifier, subnets, database.vpc_security_group_ids)
    for service in call.backend(ecs_backends).services.values():
        network = (getattr(service, "networkConfiguration", None) or {}).get("awsvpcConfiguration")
        if network and service.status == "ACTIVE" and service.desired_count > 0:
            yield _holder(service.arn, network.get("subnets"), network.get("securityGroups"))


def _holder(name: str, subnets: Iterable[str] | None, groups: Iterable[str] | None = None) -> Holder:
    return Holder(name, frozenset(subnets or []), frozenset(groups or []))


@rule("ec2", "DeleteSecurityGroup")
def the_group_is_held_by_nobody(call: Call) -> None:
    group = call.asked.get("GroupId")
    held = any(group in holder.groups for holder in holders(call))
    if held or group in _named_by_rules_of_others(call):
        call.hold("DependencyViolation", f"resource {group} has a dependent object")


def _named_by_rules_of_others(call: Call) -> set[str]:
    named = set()
    for groups in call.backend(ec2_backends).groups.values():
        for group in groups.values():
            for permission in [*group.ingress_rules, *group.egress_rules]:
                other = (permission.source_group or {}).get("GroupId")
                if other and other != group.id:
                    named.add(other)
    return named


@rule("ec2", "DeleteSubnet")
def the_subnet_is_empty(call: Call) -> None:
    subnet = call.asked.get("SubnetId")
    if any(subnet in holder.subnets for holder in holders(call)):
        call.hold("DependencyViolation", f"The subnet '{subnet}' has dependencies and cannot be deleted.")


@rule("ec2", "DeleteVpc")
def the_vpc_is_empty(call: Call) -> None:
    vpc = call.asked.get("VpcId")
    ec2 = call.backend(ec2_backends)
    groups = [group for group in ec2.groups.get(vpc, {}).values() if group.name != "default"]
    gateways = [one for one in ec2.internet_gateways.values() if one.vpc and one.vpc.id == vpc]
    endpoints = [one for one in ec2.vpc_end_points.values() if one.vpc_id == vpc and one.state not in ENDED]
    if groups or gateways or endpoints:
        call.hold("DependencyViolation", f"The vpc '{vpc}' has dependencies and cannot be deleted.")


@rule("ec2", "DeleteNetworkInterface")
def the_interface_is_detached(call: Call) -> None:
    interface = call.backend(ec2_backends).enis.get(call.asked.get("NetworkInterfaceId"))
    if interface is not None and interface.instance is not None and interface.instance.state not in ENDED:
        call.hold("InvalidNetworkInterface.InUse", f"Network interface '{interface.id}' is currently in use.")


@rule("ec2", "ReleaseAddress")
def the_address_is_free(call: Call) -> None:
    allocation = call.asked.get("AllocationId")
    address = next((one for one in call.backend(ec2_backends).addresses if one.allocation_id == allocation), None)
    if address is not None and address.association_id:
        call.hold("InvalidIPAddress.InUse", f"The address with allocation id [{allocation}] cannot be released. Use DisassociateAddress first.")


@rule("ec2", "DetachInternetGateway")
def no_public_address_is_mapped(call: Call) -> None:
    """Instances are minded in ec2.py."""
    vpc = call.asked.get("VpcId")
    ec2 = call.backend(ec2_backends)
    nat = [one for one in ec2.nat_gateways.values() if one.vpc_id == vpc and one.state not in ENDED]
    balancers = call.backend(elbv2_backends).load_balancers.values()
    public = [one for one in balancers if one.vpc_id == vpc and one.scheme != "internal"]
    if nat or public or any(_has_public_tasks(ec2, vpc, service) for service in call.backend(ecs_backends).services.values()):
        call.hold(
            "DependencyViolation",
            f"Network {vpc} has some mapped public address(es). Please unmap those public address(es) before detaching the gateway.",
        )


def _has_public_tasks(ec2: Any, vpc: str, service: Any) -> bool:
    network = (getattr(service, "networkConfiguration", None) or {}).get("awsvpcConfiguration") or {}
    running = service.status == "ACTIVE" and service.desired_count > 0
    # a service that was deleted names subnets that may be gone as well
    subnets = [find_subnet(ec2, subnet) for subnet in network.get("subnets", [])]
    public = network.get("assignPublicIp") == "ENABLED"
    return running and public and any(subnet is not None and subnet.vpc_id == vpc for subnet in subnets)
