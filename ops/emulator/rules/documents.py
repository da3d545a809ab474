"""The grammar of IAM's policy documents, as far as IAM refuses a document for it.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from rules.service_principals import is_service_principal

SYNTAX = "Syntax errors in policy."
VERSIONS = ("2012-10-17", "2008-10-17")
TOP = {"Version", "Id", "Statement"}
MEMBERS = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition",
}  # fmt: skip
PRINCIPALS = {"AWS", "Service", "Federated", "CanonicalUser"}
ACTION = re.compile(r"\*|[a-zA-Z0-9-]+:[a-zA-Z0-9*?]+")
ACCOUNT_OR_ARN = re.compile(r"\*|\d{12}|arn:aws[a-z-]*:(iam|sts)::(\d{12}|cloudfront):.+|A(ROA|IDA)[A-Z0-9]{16,}|.*\$\{.*")
RESOURCE = re.compile(r"\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:.+|\$\{.*", re.DOTALL)
OPERATORS = {
    *("String" + it for it in ("Equals", "NotEquals", "EqualsIgnoreCase", "NotEqualsIgnoreCase", "Like", "NotLike")),
    *("Numeric" + it for it in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")),
    *("Date" + it for it in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")),
    *("Arn" + it for it in ("Equals", "NotEquals", "Like", "NotLike")),
    *("Bool", "BinaryEquals", "IpAddress", "NotIpAddress", "Null"),
}
OPERATOR = re.compile(r"(?:(?:ForAllValues|ForAnyValue):)?(\w+?)(?:IfExists)?")


@dataclass(frozen=True)
class Kind:
    """What a sort of policy must and must not hold."""

    principal: bool
    resource: bool
    # IAM's own policies: letters and digits only
    plain_sids: bool = False
    # the only services that actions may be of; empty: any
    services: tuple[str, ...] = ()
    # whether an unknown principal is refused
    judges_principals: bool = True


KINDS = {
    "identity": Kind(principal=False, resource=True, plain_sids=True),
    "trust": Kind(principal=True, resource=False, plain_sids=True, services=("sts",)),
    "bucket": Kind(principal=True, resource=True, services=("s3", "s3express")),
    "queue": Kind(principal=True, resource=True, services=("sqs",)),
    "topic": Kind(principal=True, resource=True, services=("sns",)),
    "secret": Kind(principal=True, resource=True, services=("secretsmanager",)),
    "repository": Kind(principal=True, resource=False, services=("ecr",)),
    "log": Kind(principal=True, resource=True, services=("logs",)),
    "key": Kind(principal=True, resource=True, services=("kms",)),
    "file system": Kind(principal=True, resource=False, services=("elasticfilesystem",)),
    # a gateway endpoint's and an interface endpoint's
    "endpoint": Kind(principal=True, resource=True, judges_principals=False),
}


def policy_of(kind: str, document: str) -> str | None:
    """What IAM says against a document; None when it takes it."""
    try:
        policy = json.loads(document)
    except ValueError:
        return "This policy contains invalid Json"
    if not isinstance(policy, dict):
        return SYNTAX
    return _top(policy) or _first(lambda statement: _statement(KINDS[kind], statement), statements(policy)) or _sids(policy)


def statements(policy: Any) -> list[Any]:
    found = policy.get("Statement", []) if isinstance(policy, dict) else []
    return found if isinstance(found, list) else [found]


def texts(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def size(document: str) -> int:
    """Characters as IAM counts them: white space is free. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""
    return len(re.sub(r"\s", "", document))


def _top(policy: dict[str, Any]) -> str | None:
    if not set(policy) <= TOP or "Statement" not in policy or not statements(policy):
        return SYNTAX
    return SYNTAX if policy.get("Version", VERSIONS[1]) not in VERSIONS else None


def _statement(kind: Kind, statement: Any) -> str | None:
    if not isinstance(statement, dict) or not set(statement) <= MEMBERS or statement.get("Effect") not in ("Allow", "Deny"):
        return SYNTAX
    for one, other in (("Action", "NotAction"), ("Resource", "NotResource"), ("Principal", "NotPrincipal")):
        if one in statement and other in statement:
            return SYNTAX
    return (
        _sid(kind, statement.get("Sid"))
        or _actions(kind, statement)
        or _principal(kind, statement)
        or _resources(kind, statement)
        or _condition(statement.get("Condition", {}))
    )


def _sid(kind: Kind, sid: Any) -> str | None:
    if sid is None or (isinstance(sid, str) and (not kind.plain_sids or re.fullmatch("[0-9A-Za-z]*", sid))):
        return None
    return (
        f"Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*: {sid}"
    )


def _sids(policy: dict[str, Any]) -> str | None:
    sids = [statement["Sid"] for statement in statements(policy) if statement.get("Sid")]
    return "Statement IDs (SID) in a single policy must be unique." if len(sids) > len(set(sids)) else None


def _actions(kind: Kind, statement: dict[str, Any]) -> str | None:
    actions = texts(statement.get("Action", statement.get("NotAction", [])))
    if not actions or not all(isinstance(action, str) and action for action in actions):
        return "Policy statement must contain actions."
    for action in actions:
        if ":" not in action and action != "*":
            return f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. ({action})"
        if not ACTION.fullmatch(action):
            return f"The policy failed legacy parsing ({action})" if action.count(":") == 1 else f"Actions/Condition can contain only one colon. ({action})"
        if kind.services and action != "*" and action.split(":")[0].lower() not in kind.services:
            return "AssumeRole policy may only specify STS AssumeRole actions." if kind is KINDS["trust"] else "Policy has invalid action"
    return None


def _principal(kind: Kind, statement: dict[str, Any]) -> str | None:
    principal = statement.get("Principal", statement.get("NotPrincipal"))
    if not kind.principal:
        return None if principal is None else "Policy document should not specify a principal."
    if principal is None:
        return "Missing required field Principal"
    if principal == "*":
        return None
    if not isinstance(principal, dict) or not principal or not set(principal) <= PRINCIPALS:
        return "Invalid principal in policy"
    return _first(lambda pair: _one_principal(kind, *pair), _principals(principal))


def _principals(principal: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    for sort, names in principal.items():
        for name in texts(names):
            yield sort, name


def _one_principal(kind: Kind, sort: str, name: Any) -> str | None:
    if not isinstance(name, str) or not name:
        return "Invalid principal in policy"
    known = {"Service": is_service_principal, "AWS": lambda it: bool(ACCOUNT_OR_ARN.fullmatch(it))}.get(sort)
    if kind.judges_principals and known is not None and not known(name):
        shown = {"Service": "SERVICE"}.get(sort, sort)
        return f'Invalid principal in policy: "{shown}":"{name}"'
    return None


def _resources(kind: Kind, statement: dict[str, Any]) -> str | None:
    named = statement.get("Resource", statement.get("NotResource"))
    if not kind.resource:
        return None if named is None or kind is not KINDS["trust"] else "Has prohibited field Resource"
    resources = [] if named is None else texts(named)
    if not resources:
        return "Policy statement must contain resources."
    for resource in resources:
        if not isinstance(resource, str) or not RESOURCE.fullmatch(resource):
            return f'Resource {resource} must be in ARN format or "*".'
    return None


def _condition(condition: Any) -> str | None:
    if not isinstance(condition, dict):
        return SYNTAX
    for operator, tests in condition.items():
        match = OPERATOR.fullmatch(operator)
        if match is None or match.group(1) not in OPERATORS or not isinstance(tests, dict) or not tests:
            return f"Invalid Condition type : {operator}"
        for key, wanted in tests.items():
            if ":" not in key:
                return f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc. ({key})"
            if not all(isinstance(value, (str, bool, int, float)) for value in texts(wanted)):
                return SYNTAX
    return None


def _first(judge: Callable[[Any], str | None], things: Any) -> str | None:
    return next((problem for problem in map(judge, things) if problem), None)
