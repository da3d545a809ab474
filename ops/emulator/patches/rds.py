"""RDS: database instances that can be told apart.

moto gives every instance the same DbiResourceId, by which the provider looks an instance up: with a second instance it
finds two, and gives up with "couldn't find resource".
"""

import uuid

from moto.rds.models import DBInstance

from patching import wraps


@wraps(DBInstance, "__init__")
def init(original, self, *args, **kwargs):
    original(self, *args, **kwargs)
    self.dbi_resource_id = f"db-{uuid.uuid4().hex.upper()[:26]}"
