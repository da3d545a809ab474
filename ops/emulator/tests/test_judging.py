"""Which requests are judged, how models are read, and what is not judged is counted by its name."""

import functools
import json
import pathlib
import unittest
from collections.abc import Iterator
from typing import Any

import botocore.session

import refusals
from judging.call import NotJudged, read_call
from judging.judge import judge, names_in
from judging.patterns import compiled
from rules import RULES
from rules.schedule_expressions import is_unix_cron, is_valid
from tests.mutations import MUTATIONS
from tests.recorded import put, real, recorded
from tests.test_mutations import answered

# the services that this project's stacks and rehearsals call
SERVICES = sorted({request.operation.split()[0] for request in recorded()})
SIGNED = "AWS4-HMAC-SHA256 Credential=CALLER/20260101/eu-west-1/{}/aws4_request, x=y"


def environ(service: str, **more: str) -> dict[str, str]:
    return {"REQUEST_METHOD": "POST", "PATH_INFO": "/", "HTTP_AUTHORIZATION": SIGNED.format(service), **more}


def leaves(value: Any, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], Any]]:
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from leaves(child, (*path, key))
    if path and not isinstance(value, dict):
        yield path, value


class Judging(unittest.TestCase):
    def setUp(self) -> None:
        refusals.forget()

    def test_what_cannot_be_read_is_counted_by_its_name_and_not_as_judged(self):
        cases = [
            ("unsigned GET", {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, b""),
            ("nonesuch POST /", environ("nonesuch"), b""),
            ("ecs NoSuchThing", environ("ecs", HTTP_X_AMZ_TARGET="AmazonEC2ContainerServiceV20141113.NoSuchThing"), b"{}"),
            ("cloudwatch ListMetrics in CBOR", environ("monitoring", HTTP_SMITHY_PROTOCOL="rpc-v2-cbor", PATH_INFO="/service/x/operation/ListMetrics"), b""),
        ]  # fmt: skip
        for name, request, body in cases:
            with self.subTest(name):
                with self.assertRaises(NotJudged) as raised:
                    read_call(request, body)
                self.assertEqual(name, str(raised.exception))
        with self.assertRaisesRegex(NotJudged, "^ecs the body is no JSON"):
            read_call(environ("ecs", HTTP_X_AMZ_TARGET="AmazonEC2ContainerServiceV20141113.ListTasks"), b"{")
        refusals.count_not_judged("unsigned GET")
        self.assertEqual({"judged": 0, "notJudged": {"unsigned GET": 1}, "refused": []}, refusals.report())

    def test_a_taken_request_reaches_the_application_with_its_whole_body(self):
        status, _, content = answered(real("ecs RegisterTaskDefinition"))
        self.assertEqual(("200 OK", b"taken"), (status, content))
        self.assertEqual(1, refusals.report()["judged"])

    def test_a_refusal_tells_the_names_and_the_value_at_fault_but_no_secret(self):
        call = put("Description", "a \u2192 b")(real("iam CreateRole")).call()
        _code, _message, where = judge(call)
        names = names_in(call, where)
        self.assertEqual("a \u2192 b", names["Description"])
        self.assertIn("RoleName", names)
        secret = put("SecretString", "hunter2")(real("secretsmanager CreateSecret")).call()
        self.assertNotIn("hunter2", str(names_in(secret, ("SecretString",))))

    def test_every_pattern_of_the_services_in_use_is_understood(self):
        session = botocore.session.get_session()
        for service in SERVICES:
            model = session.get_service_model(service)
            for name in model.shape_names:
                pattern = model.shape_for(name).metadata.get("pattern")
                if pattern:
                    self.assertIsNotNone(compiled(pattern), f"{service} {name}: {pattern}")

    def test_patterns_are_java_s(self):
        self.assertIsNone(compiled(r"\w+").fullmatch("ü"))
        self.assertIsNotNone(compiled(r"[\p{L}\p{Z}_.:/=+\-@]*").fullmatch("Büro 東京"))
        self.assertIsNone(compiled(r"[\p{L}\p{Z}_.:/=+\-@]*").fullmatch("why?"))
        self.assertIsNotNone(compiled(r"[\w-_]*").fullmatch("a-b_c"))

    def test_every_rule_names_an_operation_and_a_member_of_the_model_and_its_source(self):
        session = botocore.session.get_session()
        for rule in RULES:
            model = session.get_service_model(rule.service)
            self.assertTrue(rule.source.startswith("https://docs.aws.amazon.com/"), rule)
            for operation in rule.operations:
                shape = model.operation_model(operation).input_shape
                for part in rule.at.split(".") if rule.at else []:
                    name = part.removesuffix("[]")
                    if shape.type_name == "map":
                        shape = shape.value
                        continue
                    self.assertIn(name, shape.members, f"{operation} {rule.at}")
                    shape = shape.members[name].member if part.endswith("[]") else shape.members[name]

    def test_the_page_about_strictness_has_the_right_numbers(self):
        page = (pathlib.Path(__file__).parents[3] / "docs" / "strictness.md").read_text()
        self.assertIn(f"{len(RULES)} lines", page)
        self.assertIn(f"{len(MUTATIONS)} mutations", page)
        operations = {request.operation for request in recorded()}
        self.assertIn(f"{len(recorded())} real requests of {len(operations)} operations", page)

    def test_schedule_expressions(self):
        taken = (
            "rate(1 hour)", "rate(6 hours)", "cron(0 6 * * ? *)", "cron(0/15 8-17 ? * MON-FRI *)", "cron(0 0 L * ? *)",
            "cron(0 0 ? * 6L *)", "cron(0 0 ? * MON#1 2030)", "cron(0 0 15W * ? *)", "cron(0,30 0/6 1,15 JAN-MAR ? 2030-2031)",
        )  # fmt: skip
        refused = (
            "rate(0 hours)", "rate(1 hours)", "rate(6 hour)", "rate(6 weeks)", "rate(6  hours)", "cron(0 6 * * * *)", "cron(0 6 ? * ? *)",
            "cron(0 24 * * ? *)", "cron(0 6 32 * ? *)", "cron(0 6 * 13 ? *)", "cron(0 6 ? * 8 *)", "cron(0 6 * * ? 1969)", "cron(0 6 * * ?)",
            "cron(0 6 ? * MUN *)", "Rate(6 hours)", "",
        )  # fmt: skip
        for expression in taken:
            self.assertTrue(is_valid(expression, once=False), expression)
        for expression in refused:
            self.assertFalse(is_valid(expression, once=True), expression)
        self.assertTrue(is_valid("at(2030-01-31T06:00:00)", once=True))
        self.assertFalse(is_valid("at(2030-01-31T06:00:00)", once=False))
        self.assertTrue(is_unix_cron("0 6 * * 1-5"))
        self.assertFalse(is_unix_cron("0 6 * * ? *"))

    def test_no_odd_value_makes_a_rule_fail(self):
        odd = ("", "null", "\u00fc'", '{"Statement": [1]}', '{"rules": [1]}', '{"widgets": [1]}', -1, 10**12, [])
        for request in recorded():
            if request.operation.split()[1].startswith(("Describe", "List", "Get", "Delete")):
                continue
            for path, value in leaves(request.call().parameters, ()):
                for other in odd:
                    if type(other) is type(value):
                        call = request.call()
                        functools.reduce(lambda node, key: node[key], path[:-1], call.parameters)[path[-1]] = other
                        judge(call)

    def test_a_document_in_a_document_stays_readable_for_its_rule(self):
        request = real("sqs CreateQueue")
        self.assertIsNone(judge(put("Attributes.RedrivePolicy", json.dumps({"deadLetterTargetArn": "arn:aws:sqs:x", "maxReceiveCount": "5"}))(request).call()))


if __name__ == "__main__":
    unittest.main()
