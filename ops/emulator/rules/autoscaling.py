"""EC2 Auto Scaling. Whether its bounds, profiles and templates fit together is the business of the patches."""

from judging.call import Call
from rules.rule import Verdict, number, one_of, rule
from rules.schedule_expressions import is_unix_cron

API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference"
GROUPS = "autoscaling CreateAutoScalingGroup|UpdateAutoScalingGroup"
TERMINATION = (
    "OldestInstance", "NewestInstance", "OldestLaunchConfiguration", "OldestLaunchTemplate", "ClosestToNextInstanceHour",
    "AllocationStrategy", "Default",
)  # fmt: skip


def name(value: str, _call: Call) -> Verdict:
    return f"Group name contains invalid characters: {value}" if ":" in value else None


def lifetime(value: int, _call: Call) -> Verdict:
    if value == 0 or 86_400 <= value <= 31_536_000:
        return None
    return f"Invalid MaxInstanceLifetime {value}: must be 0, or between 86400 and 31536000 seconds"


def termination(value: str, _call: Call) -> Verdict:
    return None if value in TERMINATION or value.startswith("arn:") else f"Invalid termination policy {value}"


def health_checks(value: str, _call: Call) -> Verdict:
    kinds = value.split(",")
    known = ("EC2", "ELB", "EBS", "VPC_LATTICE")
    return None if all(kind in known for kind in kinds) else f"Invalid HealthCheckType {value}: one or more of {', '.join(known)}"


def recurrence(value: str, _call: Call) -> Verdict:
    return None if is_unix_cron(value) else f"Given recurrence string: {value} is invalid"


RULES = [
    rule("autoscaling CreateAutoScalingGroup", "AutoScalingGroupName", name, f"{API}/API_CreateAutoScalingGroup.html"),
    rule(GROUPS, "MaxInstanceLifetime", lifetime, f"{API}/API_CreateAutoScalingGroup.html"),
    rule(GROUPS, "TerminationPolicies[]", termination, f"{API}/API_CreateAutoScalingGroup.html"),
    rule(GROUPS, "HealthCheckType", health_checks, f"{API}/API_CreateAutoScalingGroup.html"),
    rule(GROUPS, "HealthCheckGracePeriod", number(0, 7_200, "HealthCheckGracePeriod {value} must be between 0 and 7200"), f"{API}/API_CreateAutoScalingGroup.html"),
    rule(GROUPS, "DefaultCooldown", number(0, 86_400, "DefaultCooldown {value} must not be negative"), f"{API}/API_CreateAutoScalingGroup.html"),
    rule(
        "autoscaling PutLifecycleHook",
        "HeartbeatTimeout",
        number(30, 7_200, "Heartbeat timeout {value} must be between 30 and 7200 seconds"),
        f"{API}/API_PutLifecycleHook.html",
    ),
    rule(
        "autoscaling PutLifecycleHook",
        "DefaultResult",
        one_of(("CONTINUE", "ABANDON"), "DefaultResult {value} must be CONTINUE or ABANDON"),
        f"{API}/API_PutLifecycleHook.html",
    ),
    rule("autoscaling PutScheduledUpdateGroupAction", "Recurrence", recurrence, f"{API}/API_PutScheduledUpdateGroupAction.html"),
]  # fmt: skip
