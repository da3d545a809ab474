"""ECR: the grammar of lifecycle policies. Names are in the model."""

import json
from typing import Any

from judging.call import Call
from rules.rule import Verdict, rule

PARAMETERS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/lifecycle_policy_parameters.html"
SAYS = "Invalid parameter at 'LifecyclePolicyText' failed to satisfy constraint: 'Lifecycle policy validation failure: {}'"
SELECTION = {"tagStatus", "tagPrefixList", "tagPatternList", "countType", "countUnit", "countNumber", "storageClass"}


def lifecycle(value: str, _call: Call) -> Verdict:
    try:
        rules = json.loads(value)["rules"]
        problem = _rules(rules)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        problem = f"string is no policy ({type(error).__name__}: {error})"
    return problem and SAYS.format(problem)


def _rules(rules: list[dict[str, Any]]) -> str | None:
    priorities = [item["rulePriority"] for item in rules]
    if len(set(priorities)) < len(priorities):
        return "rulePriority must be unique"
    for item in rules:
        if not set(item) <= {"rulePriority", "description", "selection", "action"}:
            return f"unknown property {', '.join(sorted(set(item) - {'rulePriority', 'description', 'selection', 'action'}))}"
        problem = _selection(item["selection"]) or _action(item["action"])
        if problem:
            return problem
    everything = [item for item in rules if item["selection"]["tagStatus"] == "any"]
    if len(everything) > 1 or (everything and everything[0]["rulePriority"] != max(priorities)):
        return "only one rule with tagStatus=any is allowed, and it must have the highest rulePriority"
    return None


def _selection(selection: dict[str, Any]) -> str | None:
    unknown = set(selection) - SELECTION
    if unknown:
        return f"unknown property {', '.join(sorted(unknown))}"
    status, kind = selection["tagStatus"], selection["countType"]
    if status not in ("tagged", "untagged", "any"):
        return f"instance value ({status}) not found in enum (possible values: [any, tagged, untagged])"
    named = [name for name in ("tagPrefixList", "tagPatternList") if selection.get(name)]
    if (status == "tagged") != (len(named) == 1):
        return "tagPrefixList or tagPatternList is required for tagStatus=tagged, and for nothing else"
    if kind not in ("imageCountMoreThan", "sinceImagePushed", "sinceImagePulled", "sinceImageTransitioned"):
        return f"instance value ({kind}) not found in enum (possible values: [imageCountMoreThan, sinceImagePushed])"
    if (kind != "imageCountMoreThan") != (selection.get("countUnit") == "days"):
        return "countUnit=days belongs to the count types that begin with since"
    count = selection["countNumber"]
    return None if isinstance(count, int) and count >= 1 else "numeric instance is lower than the required minimum (minimum: 1)"


def _action(action: dict[str, Any]) -> str | None:
    kind = action.get("type")
    return None if kind in ("expire", "transition") else f"instance value ({kind}) not found in enum (possible values: [expire])"


RULES = [rule("ecr PutLifecyclePolicy", "lifecyclePolicyText", lifecycle, PARAMETERS)]
