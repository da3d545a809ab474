"""Two databases in one account are two."""

from tests.case import PatchCase, client, managed_database


class Databases(PatchCase):
    def test_each_instance_has_an_id_of_its_own_and_is_found_by_it(self):
        def scenario():
            rds = client("rds")
            for name in ("orders", "stock"):
                rds.create_db_instance(
                    DBInstanceIdentifier=name,
                    DBInstanceClass="db.t4g.micro",
                    Engine="postgres",
                    AllocatedStorage=20,
                    MasterUsername="owner",
                    ManageMasterUserPassword=True,
                )
            by_id = {one["DbiResourceId"]: one["DBInstanceIdentifier"] for one in rds.describe_db_instances()["DBInstances"]}
            self.assertEqual({"orders", "stock"}, set(by_id.values()))
            for identifier, name in by_id.items():
                found = rds.describe_db_instances(Filters=[{"Name": "dbi-resource-id", "Values": [identifier]}])
                self.assertEqual([name], [one["DBInstanceIdentifier"] for one in found["DBInstances"]])

        self.needs_patch(scenario)

    def test_a_password_that_is_managed_already_gets_no_second_secret(self):
        def scenario():
            rds = client("rds")
            made = managed_database()["MasterUserSecret"]["SecretArn"]
            rds.modify_db_instance(DBInstanceIdentifier="orders", ManageMasterUserPassword=True)
            [found] = rds.describe_db_instances()["DBInstances"]
            self.assertEqual(made, found["MasterUserSecret"]["SecretArn"])
            self.assertEqual([made], [one["ARN"] for one in client("secretsmanager").list_secrets()["SecretList"]])

        self.needs_patch(scenario)
