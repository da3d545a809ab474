"""Step Functions: a definition is validated before it is created, and a machine has versions.

moto lacks ListStateMachineVersions, with which the provider reads each machine (nobody publishes a version here), and
ValidateStateMachineDefinition, which it calls before each create: three 500s, and the apply fails. What is judged here is
little (JSON, a first state that is there, states that lead to states); AWS judges the whole language:
https://docs.aws.amazon.com/step-functions/latest/apireference/API_ValidateStateMachineDefinition.html
"""

import json

from moto.core.responses import ActionResult
from moto.stepfunctions.responses import StepFunctionResponse

from patching import adds


@adds(StepFunctionResponse)
def validate_state_machine_definition(self):
    problems = [{"severity": "ERROR", **problem} for problem in _problems(self._get_param("definition"))]
    return ActionResult({"result": "FAIL" if problems else "OK", "diagnostics": problems, "truncated": False})


@adds(StepFunctionResponse)
def list_state_machine_versions(self):
    machine = self.stepfunction_backend.describe_state_machine(self._get_param("stateMachineArn"))
    versions = [{"stateMachineVersionArn": version.arn} for version in machine.versions.values()]
    return ActionResult({"stateMachineVersions": versions})


def _problems(text):
    try:
        definition = json.loads(text)
    except ValueError as error:
        return [{"code": "INVALID_JSON_DESCRIPTION", "message": f"The definition is not valid JSON: {error}"}]
    states = definition.get("States") or {}
    named = [("/StartAt", definition.get("StartAt"))]
    named += [(f"/States/{name}/Next", state["Next"]) for name, state in states.items() if "Next" in state]
    missing = [(where, name) for where, name in named if name not in states]
    code = "SCHEMA_VALIDATION_FAILED"
    return [{"code": code, "location": where, "message": f"No state is called {name}"} for where, name in missing]
