"""What was refused because AWS would refuse it, as GET /stowage/refusals answers it, oldest first.

Only what a person has to mend belongs here. What AWS refuses for some seconds and the provider repeats by itself (a role
that was just made, say) is answered with AWS's error and not recorded.
"""

from typing import Any

_refused: list[dict[str, Any]] = []


def record(service: str, action: str, code: str, message: str, names: dict[str, str] | None = None) -> None:
    """Remembers one refusal. `names` are the parameters that name the resource, so that its construct can be found."""
    _refused.append({"service": service, "action": action, "code": code, "message": message, "names": names or {}})


def refused() -> list[dict[str, Any]]:
    return list(_refused)


def forget() -> None:
    """For tests, which share one process."""
    _refused.clear()
