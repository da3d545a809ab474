"""The grammar of event patterns: JSON, lists of values at the leaves, and the operators that EventBridge knows.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
"""

import ipaddress
import json
from typing import Any

OPERATORS = {"prefix", "suffix", "anything-but", "numeric", "exists", "cidr", "equals-ignore-case", "wildcard"}
COMPARISONS = ("<", "<=", "=", ">", ">=")


def problem_of(pattern: str) -> str | None:
    try:
        parsed = json.loads(pattern)
    except ValueError:
        return "Event pattern is not valid. Reason: The pattern is no JSON"
    if not isinstance(parsed, dict):
        return "Event pattern is not valid. Reason: Filter is not an object"
    if not parsed:
        return "Event pattern is not valid. Reason: Empty objects are not allowed"
    reason = _object(parsed)
    return reason and f"Event pattern is not valid. Reason: {reason}"


def _object(value: dict[str, Any]) -> str | None:
    for key, child in value.items():
        if key == "$or" and isinstance(child, list) and all(isinstance(item, dict) for item in child):
            reason = next((problem for problem in map(_object, child) if problem), None)
        elif isinstance(child, dict):
            reason = _object(child) if child else "Empty objects are not allowed"
        elif isinstance(child, list):
            reason = _values(child)
        else:
            reason = f'"{key}" must be an object or an array'
        if reason:
            return reason
    return None


def _values(values: list[Any]) -> str | None:
    if not values:
        return "Empty arrays are not allowed"
    for value in values:
        if isinstance(value, dict):
            reason = _operator(value)
            if reason:
                return reason
        elif isinstance(value, list):
            return "Match value must be String, number, true, false, or null"
    return None


def _operator(value: dict[str, Any]) -> str | None:
    if len(value) != 1:
        return "Only one key allowed in match expression"
    [(name, wanted)] = value.items()
    if name not in OPERATORS:
        return f"Unrecognized match type {name}"
    if name in ("prefix", "suffix") and isinstance(wanted, dict):
        return None if list(wanted) == ["equals-ignore-case"] else f"Unsupported {name} pattern"
    if name in ("prefix", "suffix", "equals-ignore-case", "wildcard", "cidr") and not isinstance(wanted, str):
        return f"{name} match pattern must be a string"
    if name == "exists" and not isinstance(wanted, bool):
        return "exists match pattern must be either true or false"
    if name == "numeric":
        return _numeric(wanted)
    if name == "cidr":
        return _cidr(wanted)
    if name == "anything-but" and isinstance(wanted, dict):
        known = {"prefix", "suffix", "equals-ignore-case", "wildcard"}
        return None if len(wanted) == 1 and set(wanted) <= known else "Unsupported anything-but pattern"
    return None


def _numeric(wanted: Any) -> str | None:
    if not isinstance(wanted, list) or len(wanted) not in (2, 4):
        return "Invalid numeric match: must be an array of operators and numbers"
    for operator, number in zip(wanted[::2], wanted[1::2], strict=True):
        if operator not in COMPARISONS:
            return f"Unrecognized numeric range operator: {operator}"
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return "Value of numeric match must be numeric"
    return None


def _cidr(wanted: str) -> str | None:
    try:
        ipaddress.ip_network(wanted, strict=False)
    except ValueError:
        return f"Malformed CIDR: {wanted}"
    return None
