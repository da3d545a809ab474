"""EventBridge Scheduler: when a schedule runs, and at what."""

import functools
import json
import zoneinfo

from judging.call import Call
from rules.rule import Verdict, rule
from rules.schedule_expressions import is_valid

API = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
GUIDE = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"
WRITE = "scheduler CreateSchedule|UpdateSchedule"


def expression(value: str, _call: Call) -> Verdict:
    return None if is_valid(value, once=True) else f"Invalid Schedule Expression {value}."


@functools.cache
def time_zones() -> frozenset[str]:
    """Empty on a machine without them, which can not judge."""
    return frozenset(zoneinfo.available_timezones())


def time_zone(value: str, _call: Call) -> Verdict:
    return None if not time_zones() or value in time_zones() else f"Invalid Schedule Expression Timezone {value}."


def window(value: dict, _call: Call) -> Verdict:
    if value.get("Mode") == "FLEXIBLE" and "MaximumWindowInMinutes" not in value:
        return "MaximumWindowInMinutes is required for FLEXIBLE FlexibleTimeWindow mode."
    if value.get("Mode") == "OFF" and "MaximumWindowInMinutes" in value:
        return "MaximumWindowInMinutes must not be set for OFF FlexibleTimeWindow mode."
    return None


def target(value: dict, _call: Call) -> Verdict:
    ecs = value.get("EcsParameters", {})
    if ecs.get("LaunchType") and ecs.get("CapacityProviderStrategy"):
        return "Only one of LaunchType and CapacityProviderStrategy can be specified."
    arn = value.get("Arn", "")
    if arn.startswith("arn:aws:ecs:") and not ecs:
        return f"Invalid RequestJson provided. Reason: EcsParameters is required for target {arn}."
    if arn.startswith("arn:aws:scheduler:::aws-sdk:"):
        return universal(value)
    return None


def universal(value: dict) -> Verdict:
    """https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html"""
    service, _, action = value["Arn"].removeprefix("arn:aws:scheduler:::aws-sdk:").partition(":")
    if not service or not action or not action[0].islower():
        return f"{value['Arn']} is not a valid target: service and action in lower camel case are expected."
    if action.startswith(("get", "describe", "list", "poll", "receive", "search", "scan", "query", "select", "read", "lookup")):
        return f"{value['Arn']} is not a supported target: read-only API actions are not."
    try:
        fits = isinstance(json.loads(value.get("Input", "{}")), dict)
    except ValueError:
        fits = False
    return None if fits else "Invalid RequestJson provided. Reason: Input is no JSON object."


RULES = [
    rule(WRITE, "ScheduleExpression", expression, f"{GUIDE}/schedule-types.html"),
    rule(WRITE, "ScheduleExpressionTimezone", time_zone, f"{GUIDE}/schedule-types.html"),
    rule(WRITE, "FlexibleTimeWindow", window, f"{API}/API_FlexibleTimeWindow.html"),
    rule(WRITE, "Target", target, f"{API}/API_Target.html"),
]
