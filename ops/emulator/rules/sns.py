"""SNS."""

import json
import re

from judging.call import Call
from rules.rule import Verdict, one_of, rule

API = "https://docs.aws.amazon.com/sns/latest/api"
PROTOCOLS = ("http", "https", "email", "email-json", "sms", "sqs", "application", "lambda", "firehose")
ENDPOINTS = {
    "email": r"[^@\s]+@[^@\s]+\.[^@\s.]+",
    "email-json": r"[^@\s]+@[^@\s]+\.[^@\s.]+",
    "http": r"http://\S+",
    "https": r"https://\S+",
    "sqs": r"arn:[^:]+:sqs:.+",
    "lambda": r"arn:[^:]+:lambda:.+",
    "firehose": r"arn:[^:]+:firehose:.+",
}


def topic_name(value: str, _call: Call) -> Verdict:
    return None if re.fullmatch(r"[a-zA-Z0-9_-]{1,256}|[a-zA-Z0-9_-]{1,251}\.fifo", value) else "Invalid parameter: Topic Name"


def endpoint(parameters: dict, _call: Call) -> Verdict:
    protocol, place = parameters.get("Protocol"), parameters.get("Endpoint")
    shape = ENDPOINTS.get(protocol or "")
    if shape is None or place is None or re.fullmatch(shape, place):
        return None
    what = "Email address" if str(protocol).startswith("email") else f"{protocol} endpoint"
    return f"Invalid parameter: {what}"


def display_name(value: str, _call: Call) -> Verdict:
    return None if len(value) <= 100 else "Invalid parameter: DisplayName Reason: must not exceed 100 characters"


def filter_policy(value: str, _call: Call) -> Verdict:
    try:
        fits = isinstance(json.loads(value or "{}"), dict)
    except ValueError:
        fits = False
    return None if fits else "Invalid parameter: FilterPolicy: failed to parse JSON."


RULES = [
    rule("sns CreateTopic", "Name", topic_name, f"{API}/API_CreateTopic.html"),
    rule("sns CreateTopic", "Attributes.DisplayName", display_name, f"{API}/API_SetTopicAttributes.html"),
    rule(
        "sns Subscribe",
        "Protocol",
        one_of(PROTOCOLS, "Invalid parameter: Amazon SNS does not support this protocol string: {value}"),
        f"{API}/API_Subscribe.html",
    ),
    rule("sns Subscribe", "", endpoint, f"{API}/API_Subscribe.html"),
    rule("sns Subscribe", "Attributes.FilterPolicy", filter_policy, f"{API}/API_Subscribe.html"),
]
