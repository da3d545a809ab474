"""SQS: attributes of a queue that survive being read back, and partial updates.

- moto prints the redrive policy with spaces: the provider, which compares text, plans to set it again for ever.
- Any SetQueueAttributes without a policy wipes the queue's policy (AWS changes only what the call names).
- RedriveAllowPolicy is never returned: the provider waits for it until its timeout.
"""

import json

from moto.sqs.models import Queue

from patching import sets, wraps, wraps_property

sets(Queue, "redrive_allow_policy", None)
sets(Queue, "BASE_ATTRIBUTES", [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"])


@wraps(Queue, "_set_attributes")
def set_attributes(original, self, attributes, now=None):
    policy = getattr(self, "_policy_json", None)
    original(self, attributes, now)
    if policy and "Policy" not in attributes:
        self._policy_json = policy
    if attributes.get("RedrivePolicy") == "":
        self.redrive_policy = None
    if attributes.get("RedriveAllowPolicy") == "":
        self.redrive_allow_policy = None
    if attributes.get("KmsMasterKeyId"):
        self.sqs_managed_sse_enabled = False


@wraps_property(Queue, "attributes")
def attributes(original, _queue):
    if original.get("RedrivePolicy"):
        original["RedrivePolicy"] = json.dumps(json.loads(original["RedrivePolicy"]), separators=(",", ":"))
    return {name: value for name, value in original.items() if value is not None}
