"""Parameter Store."""

import re

from judging.call import Call
from rules.rule import Coded, Verdict, rule

API = "https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html"
MAX_STANDARD, MAX_ADVANCED, MAX_LEVELS = 4_096, 8_192, 15


def name(value: str, _call: Call) -> Verdict:
    if value.startswith("arn:"):
        return None
    if re.match(r"/?(aws|ssm)", value, re.IGNORECASE):
        return "Parameter name: can't be prefixed with \"aws\" or \"ssm\" (case-insensitive)." + (
            " If formed as a path, it can consist of sub-paths divided by slash symbol; each sub-path can be formed as a mix"
            " of letters, numbers and the following 3 symbols .-_"
        )
    if not re.fullmatch(r"[a-zA-Z0-9_.\-/]+", value) or "//" in value or value.endswith("/"):
        return "Parameter name must be a fully qualified name: only a mix of letters, numbers and the following 3 symbols .-_"
    if "/" in value and not value.startswith("/"):
        return "Parameter name must be a fully qualified name."
    if value.count("/") > MAX_LEVELS:
        return Coded("HierarchyLevelLimitExceededException", "The hierarchy level limit is 15.")
    return None


def size(parameters: dict, _call: Call) -> Verdict:
    value, tier = parameters.get("Value", ""), parameters.get("Tier", "Standard")
    most = MAX_STANDARD if tier == "Standard" else MAX_ADVANCED
    if len(value.encode()) > most:
        return f"{tier} tier parameters support a maximum parameter value of {most} characters."
    if value == "":
        return "Parameter value must have length greater than or equal to 1"
    pattern = parameters.get("AllowedPattern")
    if pattern and not re.search(pattern, value):
        return Coded("ParameterPatternMismatchException", f"Parameter value, cannot be validated against allowedPattern: {pattern}")
    return None


RULES = [rule("ssm PutParameter", "Name", name, API), rule("ssm PutParameter", "", size, API)]
