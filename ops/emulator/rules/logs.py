"""CloudWatch Logs."""

from judging.call import Call
from rules.rule import Verdict, one_of, rule

API = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference"
RETENTIONS = (1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653)
STEP = (
    "1 validation error detected: Value '{value}' at 'retentionInDays' failed to satisfy constraint: "
    "Member must satisfy enum value set: [{allowed}]"
)


def group_name(value: str, _call: Call) -> Verdict:
    return "Log groups starting with AWS/ are reserved for AWS." if value.lower().startswith("aws/") else None


RULES = [
    rule("logs PutRetentionPolicy", "retentionInDays", one_of(RETENTIONS, STEP), f"{API}/API_PutRetentionPolicy.html"),
    rule("logs CreateLogGroup", "logGroupName", group_name, f"{API}/API_CreateLogGroup.html"),
]
