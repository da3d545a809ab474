"""Application Auto Scaling."""

import re

from judging.call import Call
from rules.rule import Verdict, rule
from rules.schedule_expressions import is_valid

API = "https://docs.aws.amazon.com/autoscaling/application/APIReference"
# the form of the resource, by service. https://docs.aws.amazon.com/autoscaling/application/APIReference/API_RegisterScalableTarget.html
RESOURCES = {"ecs": r"service/[^/]+/[^/]+", "dynamodb": r"table/[^/]+(/index/[^/]+)?", "rds": r"cluster:.+"}


def bounds(parameters: dict, _call: Call) -> Verdict:
    least, most = parameters.get("MinCapacity"), parameters.get("MaxCapacity")
    if least is not None and most is not None and least > most:
        return "Maximum capacity cannot be less than minimum capacity"
    return "Minimum capacity cannot be negative" if least is not None and least < 0 else None


def resource(parameters: dict, _call: Call) -> Verdict:
    form = RESOURCES.get(parameters.get("ServiceNamespace", ""))
    name = parameters.get("ResourceId", "")
    if form is not None and not re.fullmatch(form, name):
        return f"Unsupported service namespace, resource type or scalable dimension ({name})"
    return None


def expression(value: str, _call: Call) -> Verdict:
    return None if is_valid(value, once=True) else f"The schedule expression {value} is not valid."


def tracking(value: dict, _call: Call) -> Verdict:
    if ("PredefinedMetricSpecification" in value) == ("CustomizedMetricSpecification" in value):
        return "Either a predefined or a customized metric specification is required."
    target = value.get("TargetValue")
    return "The target value must be above 0." if target is not None and target <= 0 else None


def steps(value: list, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html"""
    spans = sorted(
        (step.get("MetricIntervalLowerBound", float("-inf")), step.get("MetricIntervalUpperBound", float("inf"))) for step in value
    )
    for low, high in spans:
        if low >= high:
            return "The lower bound of a step adjustment must be below its upper bound"
    for (_, high), (low, _) in zip(spans, spans[1:], strict=False):
        if low != high:
            return "Step adjustments must not overlap and must have no gap"
    return None


RULES = [
    rule("application-autoscaling RegisterScalableTarget", "", bounds, f"{API}/API_RegisterScalableTarget.html"),
    rule("application-autoscaling RegisterScalableTarget|PutScalingPolicy", "", resource, f"{API}/API_RegisterScalableTarget.html"),
    rule("application-autoscaling PutScheduledAction", "Schedule", expression, f"{API}/API_PutScheduledAction.html"),
    rule("application-autoscaling PutScheduledAction", "ScalableTargetAction", bounds, f"{API}/API_ScalableTargetAction.html"),
    rule(
        "application-autoscaling PutScalingPolicy",
        "TargetTrackingScalingPolicyConfiguration",
        tracking,
        f"{API}/API_TargetTrackingScalingPolicyConfiguration.html",
    ),
    rule(
        "application-autoscaling PutScalingPolicy",
        "StepScalingPolicyConfiguration.StepAdjustments",
        steps,
        f"{API}/API_StepAdjustment.html",
    ),
]
