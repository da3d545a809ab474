"""What is left in the emulator's memory that was not there when each service was first used.

Every backend of moto (one per service, account and region) is inspected as a plain object: each dictionary or list in
it counts as a collection of resources. The collections of a fresh backend (the default VPC, the AWS-managed policies)
are the baseline, so that a service needs no code of its own here, and one that nobody thought of is seen as well.
"""

from collections.abc import Callable, Iterator
from typing import Any

from moto.core.base_backend import AccountSpecificBackend, BackendDict

from patching import wraps

# what AWS itself keeps, for some days or for ever, after a resource was deleted
GONE = {"INACTIVE", "DELETED", "DELETING", "DELETE_IN_PROGRESS", "PENDINGDELETION", "TERMINATED", "CANCELLED"}

# what moto leaves behind although it went with something else: (service, attribute) and how to tell
WENT_WITH = {
    # a network interface that was made for an instance ends with it
    ("ec2", "enis"): lambda eni, _ec2: eni.instance is not None and _is_gone(eni.instance),
    ("ec2", "reservations"): lambda reservation, _ec2: all(_is_gone(instance) for instance in reservation.instances),
    # every VPC has a default network ACL
    ("ec2", "network_acls"): lambda acl, ec2: acl.vpc_id not in ec2.vpcs,
    # keys like alias/aws/ebs appear on first use and can not be deleted
    # AWS's public parameters are loaded when a path is first asked for
    ("ssm", "_parameters"): lambda parameter, _ssm: parameter.name.startswith("/aws/"),
    ("kms", "keys"): lambda key, _kms: any(alias.startswith("alias/aws/") for alias in key.aliases),
}

# collections that are no resources: (service, attribute of the backend), each with its reason
NOT_RESOURCES = {
    ("acm", "_idempotency_tokens"): "requests that were answered, for an hour",
    ("autoscaling", "stowage_refreshes"): "the history of a group's instance refreshes",
    ("cloudwatch", "insight_rules"): "moto's cache",
    ("ec2", "amis"): "Amazon's public images, loaded when first asked for",
    ("ec2", "launch_template_insert_order"): "moto's bookkeeping",
    ("ec2", "snapshots"): "the snapshots of those images",
    ("ec2", "tags"): "moto keeps the tags of what is deleted",
    ("ecs", "account_settings"): "account-wide defaults; deleting the Terraform resource leaves them by design",
    ("iam", "access_keys"): "the key of the rehearsal's own caller",
    ("ses", "sent_messages"): "mails that were handed over",
    ("rds", "events"): "the history of databases",
    ("route53", "delegation_sets"): "the name servers of zones, which moto keeps when a zone is deleted",
    ("route53", "resource_tags"): "moto keeps the tags of what is deleted",
    ("servicediscovery", "operations"): "the record of asynchronous calls",
    ("servicediscovery", "operations"): "the history of namespaces",
    ("sqs", "stowage_deleted_queues"): "names that are taken for a minute",
    ("sts", "assumed_roles"): "sessions",
}

# where the baseline is kept: on the backend itself, so that resetting it forgets it
BASELINE = "stowage_baseline"


@wraps(AccountSpecificBackend, "__getitem__")
def remember_fresh_backend(original, self, region_name):
    backend = original(self, region_name)
    if BASELINE not in backend.__dict__:
        setattr(backend, BASELINE, frozenset(_names(backend, self.service_name)))
    return backend


def leftovers() -> dict[str, list[str]]:
    """The names of what is left, by `service/collection`, sorted."""
    found: dict[str, list[str]] = {}
    for service, backend in _backends():
        fresh = getattr(backend, BASELINE, frozenset())
        for name in _names(backend, service):
            if name not in fresh:
                collection, _, resource = name.partition("/")
                found.setdefault(f"{service}/{collection}", []).append(resource)
    return {collection: sorted(names) for collection, names in sorted(found.items())}


def _backends() -> Iterator[tuple[str, Any]]:
    seen = set()
    for backends in list(BackendDict._instances):
        for _account, _region, backend in backends.iter_backends():
            if id(backend) not in seen:
                seen.add(id(backend))
                yield backends.service_name, backend


def _names(backend: Any, service: str) -> Iterator[str]:
    for attribute, value in list(backend.__dict__.items()):
        went = WENT_WITH.get((service, attribute), lambda _value, _backend: False)
        if attribute != BASELINE and (service, attribute) not in NOT_RESOURCES:
            yield from _walk(attribute, value, 1, lambda one, went=went: _is_gone(one) or went(one, backend))


def _walk(path: str, value: Any, depth: int, is_gone: Callable[[Any], bool]) -> Iterator[str]:
    if isinstance(value, dict):
        for key, child in list(value.items()):
            yield from _walk(f"{path}/{_text(key)}", child, depth + 1, is_gone)
    elif isinstance(value, (list, set, tuple)):
        for child in list(value):
            if not is_gone(child):
                yield f"{path}/{_identity(child)}"
    elif depth > 1 and not is_gone(value):
        name = getattr(value, "name", None)
        yield f"{path} ({name})" if isinstance(name, str) and name not in path else path


def _is_gone(value: Any) -> bool:
    for attribute in ("status", "state", "_state", "key_state"):
        status = getattr(value, attribute, None)
        if status is not None and str(getattr(status, "name", status)).upper().replace("-", "_") in GONE:
            return True
    # a secret that waits out its recovery window
    return getattr(value, "deleted_date", None) is not None


def _identity(value: Any) -> str:
    for attribute in ("arn", "id", "name"):
        found = getattr(value, attribute, None)
        if isinstance(found, str):
            return found
    return _text(value)


def _text(value: Any) -> str:
    return value if isinstance(value, (str, int)) else type(value).__name__
