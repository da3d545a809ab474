"""RDS: database instances that can be told apart, and one secret for each.

moto gives every instance the same DbiResourceId, by which the provider looks an instance up: with a second instance it
finds two, and gives up with "couldn't find resource".

A change that asks for a managed password again, as the first apply after an import does, makes a second secret, which
nobody deletes. RDS keeps the one that there is.
https://docs.aws.amazon.com/AmazonRDS/latest/APIReference/API_ModifyDBInstance.html
"""

import uuid

from moto.rds.models import DBInstance

from patching import wraps


@wraps(DBInstance, "__init__")
def init(original, self, *args, **kwargs):
    original(self, *args, **kwargs)
    self.dbi_resource_id = f"db-{uuid.uuid4().hex.upper()[:26]}"


@wraps(DBInstance, "update")
def update(original, self, manage_master_user_password=None, **changes):
    managed = self.manage_master_user_password and manage_master_user_password
    original(self, manage_master_user_password=None if managed else manage_master_user_password, **changes)
