"""Tags, wherever a request carries them: lengths, number, the prefix that is AWS's own, and the alphabet where it is known.

https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html#id_tags_naming_best_practices
"""

from collections.abc import Iterator
from typing import Any

from judging.answers import code_of
from judging.call import Call
from judging.patterns import compiled

MAX_KEY, MAX_VALUE, MAX_TAGS = 128, 256, 50
MEMBERS = ("Tags", "tags", "TagList", "tagList", "ResourceTags", "AddTags")
# services whose documentation gives the general alphabet; EC2 and Auto Scaling take any character
WITH_ALPHABET = {
    "acm", "application-autoscaling", "cloudwatch", "dynamodb", "ecr", "ecs", "efs", "elbv2", "events", "iam", "kms", "logs",
    "rds", "route53", "s3", "scheduler", "secretsmanager", "servicediscovery", "sns", "sqs", "ssm",
}  # fmt: skip
ALPHABET = compiled(r"[\p{L}\p{Z}\p{N}_.:/=+\-@]*")
# the services' own codes for a tag, where it is not the one for every invalid value
CODES = {"s3": "InvalidTag", "dynamodb": "ValidationException", "scheduler": "ValidationException", "sns": "InvalidParameter"}
RESERVED = {
    "ec2": "Tag keys starting with 'aws:' are reserved for internal use",
    "s3": "System tags cannot be added/updated by requester",
    "iam": "Tag keys starting with 'aws:' are reserved for system use.",
}
Where = tuple[str | int, ...]


def first_refusal(call: Call) -> tuple[str, str, Where] | None:
    if "Untag" in call.operation or call.operation.startswith(("Describe", "List", "Get", "Delete")):
        return None
    for where, tags in _tags(call.parameters, ()):
        if len(tags) > MAX_TAGS:
            code = "TagLimitExceeded" if call.protocol == "ec2" else _code(call)
            return code, f"The maximum number of tags for a resource is {MAX_TAGS}, got {len(tags)}", where
        keys = [key for key, _ in tags]
        # a call about several groups may name a tag of each
        if call.service != "autoscaling" and len(set(keys)) < len(keys):
            return _code(call), f"Duplicate tag keys found: {', '.join(sorted({key for key in keys if keys.count(key) > 1}))}", where
        for key, value in tags:
            problem = _problem(call.service, key, value)
            if problem is not None:
                return _code(call), problem, where
    return None


def _code(call: Call) -> str:
    return CODES.get(call.service, code_of(call))


def _problem(service: str, key: Any, value: Any) -> str | None:
    if not isinstance(key, str) or not isinstance(value, (str, type(None))):
        return None
    if key.lower().startswith("aws:"):
        return RESERVED.get(service, f"Tag key {key} is invalid: aws: prefixed tag key names are not allowed for external use.")
    if not 1 <= len(key) <= MAX_KEY:
        return f"Tag key exceeds the maximum length of {MAX_KEY} characters or is empty: '{key[:MAX_KEY]}'"
    if value is not None and len(value) > MAX_VALUE:
        return f"Tag value exceeds the maximum length of {MAX_VALUE} characters: '{value[:MAX_VALUE]}...'"
    if service in WITH_ALPHABET:
        for text in (key, value or ""):
            if not ALPHABET.fullmatch(text):
                return f"The tag '{text}' is invalid: only letters, numbers, spaces and _.:/=+-@ are allowed"
    return None


def _tags(value: Any, where: Where) -> Iterator[tuple[Where, list[tuple[Any, Any]]]]:
    """Every set of tags in the parameters, whatever its form."""
    if isinstance(value, dict):
        for name, child in value.items():
            if name in MEMBERS and isinstance(child, dict):
                yield (*where, name), list(child.items())
            elif name in (*MEMBERS, "TagSet") and isinstance(child, list):
                pairs = [(_member(tag, "Key"), _member(tag, "Value")) for tag in child if isinstance(tag, dict)]
                yield (*where, name), [(key, text) for key, text in pairs if key is not None]
                if not pairs or pairs[0][0] is None:
                    yield from _tags(child, (*where, name))
            else:
                yield from _tags(child, (*where, name))
    elif isinstance(value, list):
        for index, child in enumerate(value, 1):
            yield from _tags(child, (*where, index))


def _member(tag: dict[str, Any], name: str) -> Any:
    return next((value for key, value in tag.items() if key.lower() in (name.lower(), f"tag{name}".lower())), None)
