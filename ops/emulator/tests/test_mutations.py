"""Every real request passes; every mutation of one is refused, in AWS's words and in the protocol that it came in."""

import json
import unittest
from xml.etree import ElementTree

from moto import mock_aws

import refusals
from judging.judge import Judge, judge
from tests.case import client
from tests.mutations import AUDITED, MUTATIONS, policy_of_size
from tests.recorded import Recorded, put, put_all, real, recorded


def answered(request: Recorded) -> tuple[str, str, bytes]:
    """Status, type and body with which the middleware answers; an application that answers 200 stands behind it."""
    seen = {}

    def start(status, headers, _exc_info=None):
        seen.update(status=status, type=dict(headers).get("Content-Type", ""))

    def application(_environ, start_response):
        start_response("200 OK", [])
        return [b"taken"]

    content = b"".join(Judge(application)(request.wsgi(), start))
    return seen["status"], seen["type"], content


class Mutations(unittest.TestCase):
    def setUp(self) -> None:
        refusals.forget()

    def test_every_real_request_is_taken(self):
        for request in recorded():
            with self.subTest(request.operation):
                self.assertIsNone(judge(request.call()))

    def test_every_mutation_is_refused_and_its_original_taken(self):
        for title, (operation, having), mutate, code, words in MUTATIONS:
            with self.subTest(title):
                request = real(operation, having)
                self.assertIsNone(judge(request.call()))
                refused = judge(mutate(request).call())
                self.assertIsNotNone(refused, "taken")
                self.assertEqual(code, refused[0], refused[1])
                self.assertIn(words, refused[1])

    def test_there_are_the_audit_s_and_forty_more(self):
        self.assertEqual(22, len(AUDITED))
        self.assertGreaterEqual(len(MUTATIONS), 62)
        titles = [title for title, *_ in MUTATIONS]
        self.assertEqual(len(titles), len(set(titles)))

    def test_a_refusal_is_answered_in_the_protocol_of_the_request_and_remembered(self):
        for title, (operation, having), mutate, code, words in MUTATIONS:
            with self.subTest(title):
                refusals.forget()
                status, kind, content = answered(mutate(real(operation, having)))
                self.assertEqual("400 Bad Request", status)
                if "json" in kind:
                    answer = json.loads(content)
                    said = (answer["__type"], answer["message"])
                else:
                    root = ElementTree.fromstring(content)
                    said = (root.findtext(".//Code"), root.findtext(".//Message"))
                self.assertEqual(code, said[0])
                self.assertIn(words, said[1])
                [refusal] = refusals.refused()
                self.assertEqual((operation, code, said[1]), (f"{refusal['service']} {refusal['action']}", code, refusal["message"]))
                self.assertEqual((1, {}), (refusals.report()["judged"], refusals.report()["notJudged"]))

    def test_the_inline_policies_of_a_role_count_together(self):
        with mock_aws():
            iam = client("iam")
            request = real("iam PutRolePolicy")
            role = request.call().parameters["RoleName"]
            trust = real("iam CreateRole").call().parameters["AssumeRolePolicyDocument"]
            iam.create_role(RoleName=role, AssumeRolePolicyDocument=trust)
            half = put("PolicyDocument", policy_of_size(6_000))(request)
            self.assertIsNone(judge(half.call()))
            iam.put_role_policy(RoleName=role, PolicyName="other", PolicyDocument=policy_of_size(6_000))
            self.assertEqual("LimitExceeded", judge(half.call())[0])
            # the same policy once more takes the place of the old one
            self.assertIsNone(judge(put("PolicyName", "other")(half).call()))

    def test_a_managed_policy_has_6144_characters(self):
        request = Recorded("iam CreatePolicy", real("iam PutRolePolicy").environ, b"Action=CreatePolicy&Version=2010-05-08")
        named = put_all(put("PolicyName", "reads"), put("PolicyDocument", policy_of_size(6_144)))(request)
        self.assertEqual(("LimitExceeded", "Cannot exceed quota for PolicySize: 6144"), judge(named.call())[:2])
        self.assertIsNone(judge(put("PolicyDocument", policy_of_size(6_000))(named).call()))


if __name__ == "__main__":
    unittest.main()
