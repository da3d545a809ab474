"""EC2: tags belong to what exists.

- A refused call leaves the tags of what it would have made (moto tags while it builds the object), and they are found
  for ever.
- The tags of what was deleted stay as well.
- DescribeTags calls an Elastic IP `vpc-elastic-ip` and a NAT gateway `nat-gateway`; on AWS they are `elastic-ip` and
  `natgateway`.
"""

import re
from collections.abc import Iterator
from typing import Any

from moto.ec2.models.tags import TagBackend
from moto.ec2.responses import EC2Response
from moto.ec2.utils import EC2_PREFIX_TO_RESOURCE

from patching import wraps

RESOURCE_TYPES = {"vpc-elastic-ip": "elastic-ip", "nat-gateway": "natgateway"}
MOTO_TYPES = {ours: motos for motos, ours in RESOURCE_TYPES.items()}
# how deep moto nests a resource: groups by VPC, subnets by zone
DEEPEST = 2


@wraps(EC2Response, "call_action")
def call_action(original, self):
    backend = self.ec2_backend
    before = set(backend.tags)
    answer = original(self)
    if int(answer[0]) >= 400:
        gone = set(backend.tags) - before
    elif re.match(r"(Delete|Release)(?!Tags)", self._get_action()):
        gone = before - set(_ids(backend))
    else:
        gone = set()
    for identifier in gone:
        backend.tags.pop(identifier, None)
    return answer


@wraps(TagBackend, "describe_tags")
def describe_tags(original, self, filters=None):
    asked = dict(filters or {})
    if "resource-type" in asked:
        asked["resource-type"] = [MOTO_TYPES.get(kind, kind) for kind in asked["resource-type"]]
    found = original(self, asked if filters is not None else None)
    return [{**tag, "resource_type": RESOURCE_TYPES.get(tag["resource_type"], tag["resource_type"])} for tag in found]


def _ids(backend: Any) -> Iterator[str]:
    """Every id of EC2 in the backend's collections, whatever they are called."""
    for attribute, value in list(backend.__dict__.items()):
        if attribute != "tags":
            yield from _walk(value, DEEPEST)


def _walk(value: Any, depth: int) -> Iterator[str]:
    if isinstance(value, dict):
        for child in list(value.values()):
            yield from _walk(child, depth - 1)
    elif isinstance(value, (list, set, tuple)):
        for child in list(value):
            yield from _walk(child, depth - 1)
    elif depth >= 0:
        identifier = getattr(value, "id", None)
        if isinstance(identifier, str):
            yield identifier
        for nested in ("instances", "ingress_rules", "egress_rules"):
            for child in getattr(value, nested, None) or []:
                yield getattr(child, "id", "")
