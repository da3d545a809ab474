"""What AWS refuses and its API models do not say, as a table: a line per rule, a module per service.

To add a rule: a line in the module of its service with the page that states it, and a mutation of a real request in
`tests/test_mutations.py` that it refuses. `docs/strictness.md` says what is judged and what is not.
"""

from collections import defaultdict

from judging.answers import code_of
from judging.call import Call
from rules import (
    application_autoscaling,
    autoscaling,
    cloudwatch,
    ec2,
    ecr,
    ecs,
    elbv2,
    events,
    iam,
    logs,
    rds,
    resource_policies,
    s3,
    scheduler,
    secretsmanager,
    sns,
    sqs,
    ssm,
    tags,
)
from rules.rule import Coded, Rule

MODULES = (
    application_autoscaling,
    autoscaling,
    cloudwatch,
    ec2,
    ecr,
    ecs,
    elbv2,
    events,
    iam,
    logs,
    rds,
    resource_policies,
    s3,
    scheduler,
    secretsmanager,
    sns,
    sqs,
    ssm,
)
RULES: list[Rule] = [rule for module in MODULES for rule in module.RULES]

_of_operation: dict[tuple[str, str], list[Rule]] = defaultdict(list)
for _rule in RULES:
    for _name in _rule.operations:
        _of_operation[(_rule.service, _name)].append(_rule)


def first_refusal(call: Call) -> tuple[str, str, tuple[str | int, ...]] | None:
    """Code, text and place of the first rule that the call breaks."""
    for rule in _of_operation.get((call.service, call.operation), ()):
        for where, verdict in rule.verdicts(call):
            if isinstance(verdict, Coded):
                return verdict.code, verdict.message, where
            if verdict is not None:
                return rule.code or code_of(call), verdict, where
    return tags.first_refusal(call)
