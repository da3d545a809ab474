"""A secret that RDS manages rotates without a function, as often as it is told, or not at all."""

from tests.case import PatchCase, client


class Rotation(PatchCase):
    def test_can_be_switched_off_again(self):
        def scenario():
            rds = client("rds")
            database = rds.create_db_instance(
                DBInstanceIdentifier="orders",
                DBInstanceClass="db.t4g.micro",
                Engine="postgres",
                AllocatedStorage=20,
                MasterUsername="owner",
                ManageMasterUserPassword=True,
            )["DBInstance"]
            secret = database["MasterUserSecret"]["SecretArn"]
            secrets = client("secretsmanager")
            secrets.rotate_secret(SecretId=secret, RotationRules={"AutomaticallyAfterDays": 30}, RotateImmediately=False)
            self.assertTrue(secrets.describe_secret(SecretId=secret)["RotationEnabled"])
            secrets.cancel_rotate_secret(SecretId=secret)
            self.assertFalse(secrets.describe_secret(SecretId=secret).get("RotationEnabled", False))

        self.needs_patch(scenario)
