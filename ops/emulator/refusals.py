"""What was refused because AWS would refuse it, as GET /stowage/refusals answers it, oldest first, and how many requests
were judged.

    {"judged": 978, "notJudged": {"s3 SelectObjectContent": 1}, "refused": [{"service": "ec2", "action": ..., "code": ...,
     "message": ..., "names": {"GroupName": "web"}}]}

Only what a person has to mend belongs here. What AWS refuses for some seconds and the provider repeats by itself (a role
that was just made, say) is answered with AWS's error and not recorded.
"""

import collections
from typing import Any

_refused: list[dict[str, Any]] = []
_not_judged: collections.Counter[str] = collections.Counter()
_judged = 0


def record(service: str, action: str, code: str, message: str, names: dict[str, str] | None = None) -> None:
    """Remembers one refusal. `names` are the parameters that name the resource, so that its construct can be found."""
    _refused.append({"service": service, "action": action, "code": code, "message": message, "names": names or {}})


def count_judged() -> None:
    """One request was held against AWS's models and rules, with whatever outcome."""
    global _judged
    _judged += 1


def count_not_judged(operation: str) -> None:
    """One request was passed on without having been read."""
    _not_judged[operation] += 1


def refused() -> list[dict[str, Any]]:
    return list(_refused)


def report() -> dict[str, Any]:
    return {"judged": _judged, "notJudged": dict(sorted(_not_judged.items())), "refused": refused()}


def forget() -> None:
    """For tests, which share one process."""
    global _judged
    _refused.clear()
    _not_judged.clear()
    _judged = 0
