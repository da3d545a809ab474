"""SQS: a queue's attributes are one map of texts to the model, and its name is a text."""

import json
import re

from judging.call import Call
from rules.rule import Coded, Test, Verdict, anything, attributes, number, one_of, rule

API = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference"
INVALID = "{value}"
BOOLEANS = one_of(("true", "false"), INVALID)


def between(least: int, most: int) -> Test:
    return number(least, most, INVALID)


def redrive(value: str, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-dead-letter-queues.html"""
    reason = _redrive_problem(value)
    return reason and Coded("InvalidParameterValue", f"Value {value} for parameter RedrivePolicy is invalid. Reason: {reason}")


def _redrive_problem(value: str) -> str | None:
    if value == "":
        return None
    try:
        policy = json.loads(value)
    except ValueError:
        return "Redrive policy is not a valid JSON map."
    if not isinstance(policy, dict) or set(policy) != {"deadLetterTargetArn", "maxReceiveCount"}:
        return "Redrive policy must hold deadLetterTargetArn and maxReceiveCount and nothing else."
    count = str(policy["maxReceiveCount"])
    if not (count.isdecimal() and 1 <= int(count) <= 1000):
        return f"Invalid value for maxReceiveCount: {count}, valid values are from 1 to 1000 both inclusive."
    return None if str(policy["deadLetterTargetArn"]).startswith("arn:") else "Invalid value for deadLetterTargetArn."


def redrive_allow(value: str, _call: Call) -> Verdict:
    try:
        allowed = json.loads(value or "{}").get("redrivePermission", "allowAll")
    except (ValueError, AttributeError):
        allowed = None
    return None if allowed in ("allowAll", "denyAll", "byQueue") else INVALID


ATTRIBUTES = {
    "DelaySeconds": between(0, 900),
    "MaximumMessageSize": between(1_024, 1_048_576),
    "MessageRetentionPeriod": between(60, 1_209_600),
    "ReceiveMessageWaitTimeSeconds": between(0, 20),
    "VisibilityTimeout": between(0, 43_200),
    "KmsDataKeyReusePeriodSeconds": between(60, 86_400),
    "KmsMasterKeyId": anything,
    "SqsManagedSseEnabled": BOOLEANS,
    "FifoQueue": one_of(("true",), INVALID),
    "ContentBasedDeduplication": BOOLEANS,
    "DeduplicationScope": one_of(("messageGroup", "queue"), INVALID),
    "FifoThroughputLimit": one_of(("perQueue", "perMessageGroupId"), INVALID),
    "Policy": anything,
    "RedrivePolicy": redrive,
    "RedriveAllowPolicy": redrive_allow,
}
OF_FIFO = ("ContentBasedDeduplication", "DeduplicationScope", "FifoThroughputLimit")


def unknown(name: str) -> Verdict:
    return Coded("InvalidAttributeName", f"Unknown Attribute {name}.")


def invalid(name: str, _value: str, _problem: str) -> Verdict:
    return Coded("InvalidAttributeValue", f"Invalid value for the parameter {name}.")


def name(value: str, _call: Call) -> Verdict:
    if re.fullmatch(r"[a-zA-Z0-9_-]{1,80}|[a-zA-Z0-9_-]{1,75}\.fifo", value):
        return None
    return "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length"


def fifo(parameters: dict, _call: Call) -> Verdict:
    asked, queue = parameters.get("Attributes", {}), parameters.get("QueueName", "")
    if asked.get("FifoQueue") == "true" and not queue.endswith(".fifo"):
        return "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length."
    if asked.get("FifoQueue") != "true":
        for attribute in OF_FIFO:
            if attribute in asked and asked[attribute] != "false":
                return unknown(attribute)
    return None


RULES = [
    rule("sqs CreateQueue", "QueueName", name, f"{API}/API_CreateQueue.html"),
    rule("sqs CreateQueue", "", fifo, f"{API}/API_CreateQueue.html"),
    rule("sqs CreateQueue|SetQueueAttributes", "Attributes", attributes(ATTRIBUTES, unknown, invalid), f"{API}/API_SetQueueAttributes.html"),
]
