"""A secret that RDS manages rotates without a function, as often as it is told, or not at all."""

from tests.case import PatchCase, client, managed_database


class Rotation(PatchCase):
    def test_can_be_switched_off_again(self):
        def scenario():
            database = managed_database()
            secret = database["MasterUserSecret"]["SecretArn"]
            secrets = client("secretsmanager")
            secrets.rotate_secret(SecretId=secret, RotationRules={"AutomaticallyAfterDays": 30}, RotateImmediately=False)
            self.assertTrue(secrets.describe_secret(SecretId=secret)["RotationEnabled"])
            secrets.cancel_rotate_secret(SecretId=secret)
            self.assertFalse(secrets.describe_secret(SecretId=secret).get("RotationEnabled", False))

        self.needs_patch(scenario)
