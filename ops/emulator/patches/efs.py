"""EFS: backup policies, and removing a file system's policy.

- PutBackupPolicy is missing: `aws_efs_backup_policy` cannot be created.
- DeleteFileSystemPolicy is missing: `aws_efs_file_system_policy` can be created and never destroyed.
"""

import json

from moto.efs.models import FileSystem
from moto.efs.responses import EFSResponse

from patching import adds, wraps_property

# what the API answers while the change is under way, and what it is at once here
SETTLED = {"ENABLING": "ENABLED", "DISABLING": "DISABLED"}


@adds(EFSResponse)
def put_backup_policy(self):
    policy = self._get_param("BackupPolicy")
    file_system = self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")]
    file_system.stowage_backup = SETTLED.get(policy["Status"], policy["Status"])
    return json.dumps({"BackupPolicy": policy}), {"Content-Type": "application/json"}


@wraps_property(FileSystem, "backup_policy")
def backup_policy(original, self):
    status = getattr(self, "stowage_backup", None)
    return original if status is None else {"Status": status}


@adds(EFSResponse)
def delete_file_system_policy(self):
    self.efs_backend.file_systems_by_id[self._get_param("FileSystemId")].file_system_policy = None
    return "", {"Content-Type": "application/json"}
