"""A definition is judged before a state machine is made of it."""

import json

from tests.case import PatchCase, client

STATE = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:updateService", "Parameters": {}, "End": True}


def judged(definition: str) -> tuple[str, list[str]]:
    answer = client("stepfunctions").validate_state_machine_definition(definition=definition)
    return answer["result"], [problem["message"] for problem in answer["diagnostics"]]


class Definitions(PatchCase):
    def test_a_sound_one_passes_and_a_broken_one_is_named(self):
        def scenario():
            self.assertEqual(judged(json.dumps({"StartAt": "Only", "States": {"Only": STATE}})), ("OK", []))
            lost = {"StartAt": "First", "States": {"Only": {**STATE, "Next": "Second"}}}
            self.assertEqual(judged(json.dumps(lost)), ("FAIL", ["No state is called First", "No state is called Second"]))
            self.assertEqual(judged("{")[0], "FAIL")

        self.needs_patch(scenario)


class Versions(PatchCase):
    def test_a_machine_without_published_ones_has_none(self):
        def scenario():
            machines = client("stepfunctions")
            definition = json.dumps({"StartAt": "Only", "States": {"Only": STATE}})
            role = "arn:aws:iam::123456789012:role/any"
            arn = machines.create_state_machine(name="redeploy", definition=definition, roleArn=role)["stateMachineArn"]
            self.assertEqual(machines.list_state_machine_versions(stateMachineArn=arn)["stateMachineVersions"], [])

        self.needs_patch(scenario)
