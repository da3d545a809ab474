"""S3: buckets' names, where they lie, and the life of their objects."""

import re

from judging.call import Call
from rules.rule import Coded, Verdict, rule

NAMES = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html"
API = "https://docs.aws.amazon.com/AmazonS3/latest/API"
RESERVED = re.compile(r"^(xn--|sthree-|amzn-s3-demo-)|(-s3alias|--ol-s3|\.mrap|--x-s3|--table-s3)$|^\d+\.\d+\.\d+\.\d+$|\.\.")
# S3 keeps objects that long in a class before it moves them to the next
LEAST_DAYS = {"STANDARD_IA": 30, "ONEZONE_IA": 30}


def bucket_name(value: str, _call: Call) -> Verdict:
    if re.fullmatch(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", value) and not RESERVED.search(value):
        return None
    return Coded("InvalidBucketName", f"The specified bucket is not valid. ({value})")


def location(parameters: dict, call: Call) -> Verdict:
    asked = parameters.get("CreateBucketConfiguration", {}).get("LocationConstraint")
    if asked == "us-east-1":
        return Coded("InvalidLocationConstraint", "The specified location-constraint is not valid")
    if asked is None and call.region != "us-east-1" or asked not in (None, call.region, "EU"):
        return Coded(
            "IllegalLocationConstraintException",
            f"The {asked or 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.",
        )
    return None


def lifecycle(value: dict, _call: Call) -> Verdict:
    expiration = value.get("Expiration", {}).get("Days")
    if expiration is not None and expiration < 1:
        return "'Days' for Expiration action must be a positive integer"
    for transition in value.get("Transitions", []):
        least = LEAST_DAYS.get(transition.get("StorageClass"), 0)
        days = transition.get("Days")
        if days is not None and days < least:
            return f"'Days' in Transition action must be greater than or equal to {least} for storageClass '{transition['StorageClass']}'"
        if days is not None and expiration is not None and expiration <= days:
            return "'Days' in the Expiration action for filter must be greater than 'Days' in the Transition action"
    noncurrent = value.get("NoncurrentVersionExpiration", {}).get("NoncurrentDays")
    if noncurrent is not None and noncurrent < 1:
        return "'NoncurrentDays' for NoncurrentVersionExpiration action must be a positive integer"
    aborted = value.get("AbortIncompleteMultipartUpload", {}).get("DaysAfterInitiation")
    if aborted is not None and aborted < 1:
        return "'DaysAfterInitiation' for AbortIncompleteMultipartUpload action must be a positive integer"
    return None


def lifecycle_ids(rules: list, _call: Call) -> Verdict:
    ids = [rule["ID"] for rule in rules if rule.get("ID")]
    return "Rule ID must be unique. Found same ID for more than one rule" if len(set(ids)) < len(ids) else None


RULES = [
    rule("s3 CreateBucket", "Bucket", bucket_name, NAMES),
    rule("s3 CreateBucket", "", location, f"{API}/API_CreateBucket.html"),
    rule(
        "s3 PutBucketLifecycleConfiguration",
        "LifecycleConfiguration.Rules[]",
        lifecycle,
        f"{API}/API_PutBucketLifecycleConfiguration.html",
    ),
    rule(
        "s3 PutBucketLifecycleConfiguration",
        "LifecycleConfiguration.Rules",
        lifecycle_ids,
        f"{API}/API_PutBucketLifecycleConfiguration.html",
    ),
]
