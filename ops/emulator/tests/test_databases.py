"""Databases stand in two zones, and go only with their last snapshot named or waived."""

from tests.case import PatchCase, client, security_group, vpc_with_zones

DATABASE = {
    "DBInstanceIdentifier": "data",
    "DBInstanceClass": "db.t4g.micro",
    "Engine": "postgres",
    "AllocatedStorage": 20,
    "MasterUsername": "owner",
    "ManageMasterUserPassword": True,
}


class Databases(PatchCase):
    def test_a_subnet_group_covers_two_zones_of_one_network(self):
        def scenario():
            create = client("rds").create_db_subnet_group
            group = {"DBSubnetGroupName": "data", "DBSubnetGroupDescription": "data"}
            (_, subnets), (_, others) = vpc_with_zones(), vpc_with_zones("10.1")
            code = "DBSubnetGroupDoesNotCoverEnoughAZs"
            self.refused(code, "Current AZ coverage: eu-central-1a", create, **group, SubnetIds=subnets[:1])
            self.refused("InvalidSubnet", "not all in the same VPC", create, **group, SubnetIds=[subnets[0], others[1]])
            create(**group, SubnetIds=subnets)

        self.needs_patch(scenario)

    def test_a_reserved_name_is_nobody_s(self):
        def scenario():
            create = client("rds").create_db_instance
            self.refused("InvalidParameterValue", "MasterUsername admin cannot be used", create, **{**DATABASE, "MasterUsername": "admin"})
            create(**{**DATABASE, "Engine": "mysql", "MasterUsername": "admin"})

        self.needs_patch(scenario)

    def test_a_group_of_another_network_does_not_guard_a_database(self):
        def scenario():
            rds = client("rds")
            (vpc, subnets), (there, _) = vpc_with_zones(), vpc_with_zones("10.1")
            rds.create_db_subnet_group(DBSubnetGroupName="data", DBSubnetGroupDescription="data", SubnetIds=subnets)
            asked = {**DATABASE, "DBSubnetGroupName": "data"}
            foreign = [security_group(there)]
            self.refused("InvalidParameterCombination", "different VPCs", rds.create_db_instance, **asked, VpcSecurityGroupIds=foreign)
            rds.create_db_instance(**asked, VpcSecurityGroupIds=[security_group(vpc)])

        self.needs_patch(scenario)

    def test_deletion_needs_a_last_snapshot_or_its_waiver_and_no_protection(self):
        def scenario():
            rds = client("rds")
            rds.create_db_instance(**DATABASE, DeletionProtection=True)
            name = {"DBInstanceIdentifier": "data"}
            self.refused("InvalidParameterCombination", "FinalDBSnapshotIdentifier is required", rds.delete_db_instance, **name)
            protected = "Cannot delete protected DB Instance"
            self.refused("InvalidParameterCombination", protected, rds.delete_db_instance, **name, SkipFinalSnapshot=True)
            rds.modify_db_instance(**name, DeletionProtection=False, ApplyImmediately=True)
            rds.delete_db_instance(**name, FinalDBSnapshotIdentifier="last")

        self.needs_patch(scenario)
