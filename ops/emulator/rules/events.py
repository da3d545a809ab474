"""EventBridge: when a rule fires, and at what."""

import json
from typing import Any

from judging.call import Call
from rules.event_patterns import problem_of
from rules.rule import Coded, Verdict, rule
from rules.schedule_expressions import is_valid

API = "https://docs.aws.amazon.com/eventbridge/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
MAX_TARGETS = 5


def expression(value: str, _call: Call) -> Verdict:
    # a rule may be switched to an event pattern by an empty schedule
    return None if value == "" or is_valid(value, once=False) else "Parameter ScheduleExpression is not valid."


def pattern(value: str, _call: Call) -> Verdict:
    problem = problem_of(value) if value else None
    return problem and Coded("InvalidEventPatternException", problem)


def fires(parameters: dict, _call: Call) -> Verdict:
    if parameters.get("EventPattern") or parameters.get("ScheduleExpression"):
        return None
    return "Parameter(s) EventPattern or ScheduleExpression must be specified."


def target(value: dict, _call: Call) -> Verdict:
    arn = value.get("Arn", "")
    if "EcsParameters" in value and not value.get("RoleArn"):
        return f"RoleArn is required for target {arn}."
    if sum(name in value for name in ("Input", "InputPath", "InputTransformer")) > 1:
        return "Only one of Input, InputPath, or InputTransformer must be provided within a target."
    ecs = value.get("EcsParameters", {})
    if ecs.get("LaunchType") and ecs.get("CapacityProviderStrategy"):
        return "LaunchType and CapacityProviderStrategy can not be specified together."
    return None


def target_input(value: str, _call: Call) -> Verdict:
    return None if _is_json(value) else "Input for target is not valid: JSON syntax error."


def _is_json(value: Any) -> bool:
    try:
        json.loads(value)
    except ValueError:
        return False
    return True


def target_ids(targets: list, _call: Call) -> Verdict:
    ids = [item.get("Id") for item in targets]
    if len(set(ids)) < len(ids):
        return f"Duplicate target ids: {', '.join(sorted(str(it) for it in set(ids) if ids.count(it) > 1))}"
    if len(ids) > MAX_TARGETS:
        return Coded("LimitExceededException", "The requested resource exceeds the maximum number allowed.")
    return None


def placeholders(transformer: dict, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"""
    for name, path in transformer.get("InputPathsMap", {}).items():
        if not path.startswith("$"):
            return f"Invalid InputPath for {name}: {path}"
    return None


RULES = [
    rule("events PutRule", "", fires, f"{API}/API_PutRule.html"),
    rule("events PutRule", "ScheduleExpression", expression, f"{GUIDE}/eb-scheduled-rule-pattern.html"),
    rule("events PutRule", "EventPattern", pattern, f"{GUIDE}/eb-create-pattern-operators.html"),
    rule("events PutTargets", "Targets", target_ids, f"{API}/API_PutTargets.html"),
    rule("events PutTargets", "Targets[]", target, f"{API}/API_Target.html"),
    rule("events PutTargets", "Targets[].Input", target_input, f"{API}/API_Target.html"),
    rule("events PutTargets", "Targets[].InputTransformer", placeholders, f"{GUIDE}/eb-transform-target-input.html"),
]
