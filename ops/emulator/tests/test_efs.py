"""File systems are backed up and lose their policy when they are told to."""

import json

from botocore.exceptions import ClientError

from tests.case import PatchCase, client

POLICY = json.dumps({"Version": "2012-10-17", "Statement": []})


def file_system() -> str:
    return client("efs").create_file_system(CreationToken="shared")["FileSystemId"]


class FileSystems(PatchCase):
    def test_a_backup_policy_reads_back_switched_on_and_off(self):
        def scenario():
            efs = client("efs")
            shared = file_system()
            for status in ("ENABLED", "DISABLED"):
                efs.put_backup_policy(FileSystemId=shared, BackupPolicy={"Status": status})
                answer = efs.describe_backup_policy(FileSystemId=shared)
                self.assertEqual({"Status": status}, answer["BackupPolicy"])

        self.needs_patch(scenario)

    def test_a_policy_can_be_removed(self):
        def scenario():
            efs = client("efs")
            shared = file_system()
            efs.put_file_system_policy(FileSystemId=shared, Policy=POLICY)
            efs.delete_file_system_policy(FileSystemId=shared)
            with self.assertRaises(ClientError) as caught:
                efs.describe_file_system_policy(FileSystemId=shared)
            self.assertEqual("PolicyNotFound", caught.exception.response["Error"]["Code"])

        self.needs_patch(scenario)
