"""S3: bucket policies with conditions, delete markers, and notifications to EventBridge.

- moto ignores a statement's Condition: the usual "deny what is not TLS" denies every call for an object, Terraform's
  own state included. A bucket policy is stored and returned here, but judges nobody: the emulator speaks plain HTTP.
- Deleting a delete marker raises AttributeError once versioning is suspended, which is what destroying the versioning
  resource does: a bucket with `force_destroy` can then not be emptied.
- GetBucketNotification leaves the EventBridge configuration out: the provider plans to set it again for ever.
"""

from moto.core.responses import ActionResult
from moto.iam.access_control import PermissionResult
from moto.s3.models import FakeBucket, FakeDeleteMarker
from moto.s3.responses import S3Response

from patching import adds, wraps


@wraps(FakeBucket, "get_permission")
def get_permission(_original, _bucket, _action, _resource):
    return PermissionResult.NEUTRAL


@adds(FakeDeleteMarker)
def dispose(_marker, _garbage=False):
    """A delete marker holds no bytes to let go of."""


@wraps(S3Response, "get_bucket_notification")
def get_bucket_notification(original, self):
    configuration = self.backend.get_bucket_notification_configuration(self.bucket_name)
    if configuration is None or configuration.event_bridge is None:
        return original(self)
    unserialized = {}
    serialize = self.serialized
    self.serialized = lambda action_result: unserialized.update(action_result.result)
    try:
        original(self)
    finally:
        del self.serialized
    return serialize(ActionResult({**unserialized, "EventBridgeConfiguration": {}}))
