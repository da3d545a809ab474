"""IAM: the grammar and the sizes of policies. Names and alphabets are in the model."""

from moto.iam.models import iam_backends

from judging.call import Call
from rules.documents import policy_of, size
from rules.rule import Coded, Test, Verdict, number, rule

QUOTAS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"
GRAMMAR = "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html"
API = "https://docs.aws.amazon.com/IAM/latest/APIReference"
MAX_TRUST, MAX_MANAGED, MAX_INLINE, MAX_ATTACHED = 2_048, 6_144, 10_240, 10


def document(kind: str) -> Test:
    def test(value: str, _call: Call) -> Verdict:
        problem = policy_of(kind, value)
        return None if problem is None else Coded("MalformedPolicyDocument", problem)

    return test


def at_most(most: int, quota: str) -> Test:
    def test(value: str, _call: Call) -> Verdict:
        return None if size(value) <= most else Coded("LimitExceeded", f"Cannot exceed quota for {quota}: {most}")

    return test


def inline_in_sum(parameters: dict, _call: Call) -> Verdict:
    name = parameters.get("RoleName", "")
    role = _role(name)
    others = {} if role is None else {key: value for key, value in role.policies.items() if key != parameters.get("PolicyName")}
    total = sum(size(value) for value in others.values()) + size(parameters.get("PolicyDocument", ""))
    if total <= MAX_INLINE:
        return None
    return Coded("LimitExceeded", f"Maximum policy size of {MAX_INLINE} bytes exceeded for role {name}")


def attached(parameters: dict, _call: Call) -> Verdict:
    role = _role(parameters.get("RoleName", ""))
    held = set() if role is None else set(role.managed_policies)
    if len(held | {parameters.get("PolicyArn")}) <= MAX_ATTACHED:
        return None
    return Coded("LimitExceeded", f"Cannot exceed quota for PoliciesPerRole: {MAX_ATTACHED}")


def _role(name: str):
    for regions in iam_backends.values():
        for role in regions["aws"].roles.values():
            if role.name == name:
                return role
    return None


RULES = [
    rule("iam CreateRole", "AssumeRolePolicyDocument", document("trust"), GRAMMAR),
    rule("iam UpdateAssumeRolePolicy", "PolicyDocument", document("trust"), GRAMMAR),
    rule("iam CreateRole", "AssumeRolePolicyDocument", at_most(MAX_TRUST, "ACLSizePerRole"), QUOTAS),
    rule("iam UpdateAssumeRolePolicy", "PolicyDocument", at_most(MAX_TRUST, "ACLSizePerRole"), QUOTAS),
    rule("iam PutRolePolicy|PutUserPolicy|PutGroupPolicy", "PolicyDocument", document("identity"), GRAMMAR),
    rule("iam PutRolePolicy", "", inline_in_sum, QUOTAS),
    rule("iam CreatePolicy|CreatePolicyVersion", "PolicyDocument", document("identity"), GRAMMAR),
    rule("iam CreatePolicy|CreatePolicyVersion", "PolicyDocument", at_most(MAX_MANAGED, "PolicySize"), QUOTAS),
    rule("iam AttachRolePolicy", "", attached, QUOTAS),
    rule(
        "iam CreateRole|UpdateRole",
        "MaxSessionDuration",
        number(3_600, 43_200, "The requested MaxSessionDuration {value} is not between 3600 and 43200 seconds."),
        f"{API}/API_CreateRole.html",
    ),
]
