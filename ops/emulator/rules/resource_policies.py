"""Policies that hang on a resource: a principal in each statement, actions of the service, resources that are its own."""

import json

from judging.call import Call
from rules.documents import policy_of, statements, texts
from rules.rule import Coded, Test, Verdict, rule

PAGE = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_identity-vs-resource.html"
BUCKETS = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/example-bucket-policies.html"
MAX_BUCKET_POLICY = 20_480


def policy(kind: str, code: str, says: str = "{problem}") -> Test:
    def test(value: str, _call: Call) -> Verdict:
        problem = policy_of(kind, value)
        return None if problem is None else Coded(code, says.replace("{problem}", problem))

    return test


def bucket_policy(parameters: dict, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucket-policies.html"""
    document, bucket = parameters.get("Policy", ""), parameters.get("Bucket", "")
    problem = policy_of("bucket", document)
    if problem is not None:
        return Coded("MalformedPolicy", problem)
    if len(document.encode()) > MAX_BUCKET_POLICY:
        return Coded("PolicyTooLarge", "Policy exceeds the maximum allowed document size.")
    for statement in statements(json.loads(document)):
        for resource in texts(statement.get("Resource", statement.get("NotResource", []))):
            if resource.split(":")[2:3] != ["s3"] or resource.split(":", 5)[5].split("/")[0] != bucket:
                return Coded("MalformedPolicy", "Policy has invalid resource")
    return None


RULES = [
    rule("s3 PutBucketPolicy", "", bucket_policy, BUCKETS),
    rule("sqs CreateQueue|SetQueueAttributes", "Attributes.Policy", policy("queue", "InvalidAttributeValue", "Invalid value for the parameter Policy. Reason: {problem}"), PAGE),
    rule("sns CreateTopic", "Attributes.Policy", policy("topic", "InvalidParameter", "Invalid parameter: Policy Error: {problem}"), PAGE),
    rule("secretsmanager PutResourcePolicy", "ResourcePolicy", policy("secret", "MalformedPolicyDocumentException", "This resource policy contains a syntax error. {problem}"), PAGE),
    rule("ecr SetRepositoryPolicy", "policyText", policy("repository", "InvalidParameterException", "Invalid parameter at 'PolicyText' failed to satisfy constraint: 'Invalid repository policy provided' ({problem})"), PAGE),
    rule("logs PutResourcePolicy", "policyDocument", policy("log", "InvalidParameterException"), PAGE),
    rule("kms CreateKey|PutKeyPolicy", "Policy", policy("key", "MalformedPolicyDocumentException"), PAGE),
    rule("efs PutFileSystemPolicy", "Policy", policy("file system", "InvalidPolicyException"), PAGE),
]  # fmt: skip
