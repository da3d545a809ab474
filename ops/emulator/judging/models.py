"""Holds parameters against botocore's model of their operation: required, enum, range, length, pattern.

The constraints are AWS's own (botocore is generated from them); the words are those of AWS's frameworks.
"""

from collections.abc import Iterator
from typing import Any

from judging.patterns import compiled
from judging.problem import Problem
from judging.wire import ABSENT

Where = tuple[str | int, ...]
NUMBERS = {"integer", "long", "float", "double"}
# long texts are documents, whose patterns are alphabets; one that backtracks would stop everything else
LONGEST_FOR_PATTERN = 50_000


def problems_of(shape: Any, value: Any, where: Where = ()) -> Iterator[Problem]:
    if value is ABSENT:
        return
    kind = shape.type_name
    if kind == "structure":
        yield from _structure(shape, value, where)
    elif kind == "list":
        yield from _count(shape, value, where)
        for index, item in enumerate(value, 1):
            yield from problems_of(shape.member, item, (*where, index))
    elif kind == "map":
        yield from _count(shape, value, where)
        for key, item in value.items():
            yield from problems_of(shape.key, key, (*where, key))
            yield from problems_of(shape.value, item, (*where, key))
    elif kind in NUMBERS:
        yield from _number(shape, value, where)
    elif kind in ("string", "character"):
        yield from _text(shape, value, where)
    elif kind == "blob":
        yield from _count(shape, value, where)


def _structure(shape: Any, value: Any, where: Where) -> Iterator[Problem]:
    if not isinstance(value, dict):
        return
    members = shape.members
    for name in shape.required_members:
        if name not in value and not members[name].metadata.get("idempotencyToken"):
            yield Problem("missing", (*where, name), None, "Member must not be null")
    for name, item in value.items():
        if name in members:
            yield from problems_of(members[name], item, (*where, name))


def _text(shape: Any, value: Any, where: Where) -> Iterator[Problem]:
    if not isinstance(value, str):
        return
    metadata = shape.metadata
    sensitive = bool(metadata.get("sensitive"))
    allowed = metadata.get("enum")
    if allowed and value not in allowed:
        yield Problem("enum", where, value, f"Member must satisfy enum value set: [{', '.join(allowed)}]", sensitive)
    yield from _count(shape, value, where)
    pattern = metadata.get("pattern")
    if pattern and len(value) <= LONGEST_FOR_PATTERN:
        expression = compiled(pattern)
        if expression is not None and not expression.fullmatch(value):
            yield Problem("pattern", where, value, f"Member must satisfy regular expression pattern: {pattern}", sensitive)


def _count(shape: Any, value: Any, where: Where) -> Iterator[Problem]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    sensitive = bool(shape.metadata.get("sensitive"))
    if least is not None and len(value) < least:
        yield Problem("length", where, value, f"Member must have length greater than or equal to {least}", sensitive)
    if most is not None and len(value) > most:
        yield Problem("length", where, value, f"Member must have length less than or equal to {most}", sensitive)


def _number(shape: Any, value: Any, where: Where) -> Iterator[Problem]:
    if not isinstance(value, (int, float)):
        return
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and value < least:
        yield Problem("range", where, value, f"Member must have value greater than or equal to {least}")
    if most is not None and value > most:
        yield Problem("range", where, value, f"Member must have value less than or equal to {most}")
