"""EC2: parts of a network that belong together.

- A route to the gateway of another network, or to one that is attached to none.
- A NAT gateway, and an address of an instance, before the network has an internet gateway. AWS makes the NAT gateway, which then
  fails with this code (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NatGateway.html); here the call fails.
- A security group rule twice, and one that names a group of another network.
"""

from typing import Any

from moto.ec2.models import ec2_backends

from relations import Call, rule


@rule("ec2", "CreateRoute", "ReplaceRoute")
def the_gateway_is_of_this_network(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    gateway = ec2.internet_gateways.get(call.asked.get("GatewayId"))
    table = ec2.route_tables.get(call.asked.get("RouteTableId"))
    if gateway is not None and table is not None and (gateway.vpc is None or gateway.vpc.id != table.vpc_id):
        call.refuse("InvalidParameterValue", f"route table {table.id} and network gateway {gateway.id} belong to different networks")


@rule("ec2", "AssociateRouteTable")
def the_subnet_is_of_this_network(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    table = ec2.route_tables.get(call.asked.get("RouteTableId"))
    subnet = find_subnet(ec2, call.asked.get("SubnetId"))
    if table is not None and subnet is not None and table.vpc_id != subnet.vpc_id:
        call.refuse("InvalidParameterValue", f"Route table {table.id} and subnet {subnet.id} belong to different networks")


@rule("ec2", "CreateNatGateway")
def nat_has_a_way_out(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    subnet = find_subnet(ec2, call.asked.get("SubnetId"))
    if call.asked.get("ConnectivityType") != "private" and subnet is not None and not has_gateway(ec2, subnet.vpc_id):
        call.refuse("Gateway.NotAttached", f"Network {subnet.vpc_id} has no Internet gateway attached")


@rule("ec2", "AssociateAddress")
def the_address_has_a_way_out(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    instances = [one for reservation in ec2.reservations.values() for one in reservation.instances]
    vpcs = [one.vpc_id for one in instances if one.id == call.asked.get("InstanceId")]
    interface = ec2.enis.get(call.asked.get("NetworkInterfaceId"))
    vpcs += [interface.subnet.vpc_id] if interface else []
    for vpc in vpcs:
        if not has_gateway(ec2, vpc):
            call.refuse("Gateway.NotAttached", f"Network {vpc} is not attached to any internet gateway")


@rule("ec2", "AuthorizeSecurityGroupIngress", "AuthorizeSecurityGroupEgress")
def the_rule_s_group_is_of_this_network(call: Call) -> None:
    ec2 = call.backend(ec2_backends)
    group = ec2.get_security_group_from_id(call.asked.get("GroupId"))
    named = [pair.get("GroupId") for one in call.asked.get("IpPermissions") or [] for pair in one.get("UserIdGroupPairs") or []]
    others = [ec2.get_security_group_from_id(identifier) for identifier in named if identifier]
    if group is not None and any(other is not None and other.vpc_id != group.vpc_id for other in others):
        call.refuse("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.")


def find_subnet(ec2: Any, identifier: str | None) -> Any | None:
    return next((of_zone[identifier] for of_zone in ec2.subnets.values() if identifier in of_zone), None)


def has_gateway(ec2: Any, vpc: str) -> bool:
    return any(gateway.vpc is not None and gateway.vpc.id == vpc for gateway in ec2.internet_gateways.values())
