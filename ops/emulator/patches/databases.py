"""RDS: where a database may stand, what its owner may be called, and what its deletion needs.

Sources: https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_CreateDBInstance.html, API_DeleteDBInstance.html,
API_CreateDBSubnetGroup.html; user names: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.MasterAccounts.html
"""

from moto.ec2.models import ec2_backends
from moto.rds.models import rds_backends

from patches.networks import find_subnet
from relations import Call, rule

RESERVED = {
    "postgres": {"admin", "all", "authorization", "binary", "public", "rdsadmin", "rds_superuser", "rdsrepladmin", "table", "user"},
    "mysql": {"mysql", "rdsadmin", "rdsrepladmin", "root"},
    "mariadb": {"mysql", "rdsadmin", "rdsrepladmin", "root"},
}


@rule("rds", "CreateDBInstance")
def the_owner_s_name_is_free(call: Call) -> None:
    name, engine = call.asked.get("MasterUsername") or "", call.asked.get("Engine") or ""
    if name.lower() in RESERVED.get(engine.replace("aurora-", "").replace("postgresql", "postgres"), set()):
        call.refuse("InvalidParameterValue", f"MasterUsername {name} cannot be used as it is a reserved word used by the engine")


@rule("rds", "CreateDBInstance")
def its_groups_are_of_its_network(call: Call) -> None:
    group = call.backend(rds_backends).subnet_groups.get(call.asked.get("DBSubnetGroupName") or "")
    vpc = group.vpc_id if group else None
    ec2 = call.backend(ec2_backends)
    for identifier in call.asked.get("VpcSecurityGroupIds") or []:
        found = ec2.get_security_group_from_id(identifier)
        if found is None:
            call.refuse("InvalidParameterValue", f"Invalid security group , groupId= {identifier}, groupName=.")
        if vpc and found.vpc_id != vpc:
            call.refuse(
                "InvalidParameterCombination",
                "The DB instance and EC2 security group are in different VPCs. The DB instance is in "
                f"{vpc} and the EC2 security group is in {found.vpc_id}",
            )


@rule("rds", "DeleteDBInstance")
def a_last_snapshot_is_named_or_waived(call: Call) -> None:
    if not call.asked.get("SkipFinalSnapshot") and not call.asked.get("FinalDBSnapshotIdentifier"):
        call.refuse("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required unless SkipFinalSnapshot is specified.")


@rule("rds", "CreateDBSubnetGroup", "ModifyDBSubnetGroup")
def the_subnets_lie_in_two_zones(call: Call) -> None:
    subnets = [find_subnet(call.backend(ec2_backends), name) for name in call.asked.get("SubnetIds") or []]
    if None in subnets:
        call.refuse("InvalidSubnet", "Some input subnets are invalid.")
    zones = sorted({subnet.availability_zone for subnet in subnets})
    if len(zones) < 2:
        call.refuse(
            "DBSubnetGroupDoesNotCoverEnoughAZs",
            "The DB subnet group doesn't meet Availability Zone (AZ) coverage requirement. "
            f"Current AZ coverage: {', '.join(zones)}. Add subnets to cover at least 2 AZs.",
        )
    if len({subnet.vpc_id for subnet in subnets}) > 1:
        call.refuse("InvalidSubnet", "The specified subnets are not all in the same VPC.")


@rule("rds", "DeleteDBSubnetGroup")
def the_subnet_group_is_unused(call: Call) -> None:
    name = call.asked.get("DBSubnetGroupName")
    for database in call.backend(rds_backends).databases.values():
        if getattr(getattr(database, "db_subnet_group", None), "name", None) == name:
            call.hold(
                "InvalidDBSubnetGroupStateFault",
                f"Cannot delete the subnet group '{name}' because at least one database instance: {database.db_instance_identifier} "
                "is still using it.",
            )
