"""Secrets Manager."""

from judging.call import Call
from rules.rule import Verdict, number, rule, text
from rules.schedule_expressions import is_valid

API = "https://docs.aws.amazon.com/secretsmanager/latest/apireference"


def both(parameters: dict, _call: Call) -> Verdict:
    if parameters.get("ForceDeleteWithoutRecovery") and "RecoveryWindowInDays" in parameters:
        return "You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays."
    return None


def value(parameters: dict, _call: Call) -> Verdict:
    if "SecretString" in parameters and "SecretBinary" in parameters:
        return "You can't specify both a binary secret value and a string secret value in the same secret."
    return None


def rotation(rules: dict, _call: Call) -> Verdict:
    if "ScheduleExpression" in rules and "AutomaticallyAfterDays" in rules:
        return "You can't specify both AutomaticallyAfterDays and ScheduleExpression."
    expression = rules.get("ScheduleExpression")
    if expression is not None and not is_valid(expression, once=False):
        return f"The schedule expression {expression} is invalid."
    return None


RULES = [
    rule(
        "secretsmanager DeleteSecret",
        "RecoveryWindowInDays",
        number(7, 30, "The RecoveryWindowInDays value must be between 7 and 30 days (inclusive)."),
        f"{API}/API_DeleteSecret.html",
    ),
    rule("secretsmanager DeleteSecret", "", both, f"{API}/API_DeleteSecret.html"),
    rule(
        "secretsmanager CreateSecret",
        "Name",
        text(
            "Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!",
            "[a-zA-Z0-9/_+=.@!-]",
            1,
            512,
        ),
        f"{API}/API_CreateSecret.html",
        "ValidationException",
    ),
    rule("secretsmanager CreateSecret|PutSecretValue|UpdateSecret", "", value, f"{API}/API_PutSecretValue.html"),
    rule("secretsmanager RotateSecret", "RotationRules", rotation, f"{API}/API_RotationRulesType.html"),
]
