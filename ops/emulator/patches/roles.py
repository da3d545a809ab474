"""IAM: whom a role trusts, and how long a new one is unknown to others.

AWS replicates IAM for some seconds, and documents no number; five are what most callers meet
(https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html#troubleshoot_general_eventual-consistency). Only callers
whose refusal the provider repeats wait here: Scheduler, and Auto Scaling with a new instance profile.
"""

import calendar
import json
from typing import Any

from moto.iam.models import iam_backends
from moto.utilities.utils import get_partition

import clock

SECONDS_UNTIL_KNOWN = 5


def role_of(account: str, region: str, arn: str) -> Any | None:
    roles = iam_backends[account][get_partition(region)].roles.values()
    return next((role for role in roles if role.arn == arn), None)


def instance_profile_of(account: str, region: str, name_or_arn: str) -> Any | None:
    profiles = iam_backends[account][get_partition(region)].instance_profiles.values()
    return next((one for one in profiles if name_or_arn in (one.name, one.arn)), None)


def trusts(role: Any, service: str) -> bool:
    """Whether the trust policy lets that service, such as `ecs-tasks.amazonaws.com`, assume the role."""
    document = json.loads(role.assume_role_policy_document)
    statements = document.get("Statement", [])
    allowed = [one for one in ([statements] if isinstance(statements, dict) else statements) if one.get("Effect") == "Allow"]
    return any(
        service in _texts(_principals(one)) and {"sts:AssumeRole", "sts:*", "*"} & set(_texts(one.get("Action"))) for one in allowed
    )


def is_new(role_or_profile: Any) -> bool:
    """moto's dates are UTC without saying so."""
    made = calendar.timegm(role_or_profile.create_date.timetuple())
    return clock.now() - made < SECONDS_UNTIL_KNOWN


def _principals(statement: dict[str, Any]) -> Any:
    principal = statement.get("Principal")
    return principal.get("Service") if isinstance(principal, dict) else principal


def _texts(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]
