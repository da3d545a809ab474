"""Every real request passes; every mutation of one is refused, in AWS's words and in the protocol that it came in."""

import json
import os
import unittest
from xml.etree import ElementTree

os.environ["MOTO_IAM_LOAD_MANAGED_POLICIES"] = "false"

from judging.judge import Judge, judge
import refusals
from tests.mutations import AUDITED, MUTATIONS
from tests.recorded import Recorded, real, recorded


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


if __name__ == "__main__":
    unittest.main()
