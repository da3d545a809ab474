"""Events of changed secrets and parameters, and state machines that such an event starts.

moto sends no event for either. AWS sends both itself, without CloudTrail:
https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html

Only targets that are state machines are started, and of those only states that call ECS's UpdateService: what a service's
redeployment is made of. The call is held against ECS's API
model.
"""

import json
import re
import uuid
from datetime import datetime, timezone

import botocore.session
from botocore.validate import ParamValidator
from moto.ecs.models import ecs_backends
from moto.events.models import events_backends
from moto.secretsmanager.models import SecretsManagerBackend
from moto.ssm.models import SimpleSystemManagerBackend
from moto.stepfunctions.models import stepfunctions_backends

from patching import wraps

UPDATE_SERVICE = re.compile(r"^arn:aws[\w-]*:states:::aws-sdk:ecs:updateService$")


@wraps(SecretsManagerBackend, "put_secret_value")
def put_secret_value(original, self, secret_id, *args, **kwargs):
    return _told(self, secret_id, lambda: original(self, secret_id, *args, **kwargs))


@wraps(SecretsManagerBackend, "update_secret")
def update_secret(original, self, secret_id, *args, **kwargs):
    return _told(self, secret_id, lambda: original(self, secret_id, *args, **kwargs))


@wraps(SecretsManagerBackend, "rotate_secret")
def rotate_secret(original, self, secret_id, *args, **kwargs):
    return _told(self, secret_id, lambda: original(self, secret_id, *args, **kwargs))


@wraps(SecretsManagerBackend, "update_secret_version_stage")
def update_secret_version_stage(original, self, secret_id, *args, **kwargs):
    return _told(self, secret_id, lambda: original(self, secret_id, *args, **kwargs))


@wraps(SimpleSystemManagerBackend, "put_parameter")
def put_parameter(original, self, name, *args, **kwargs):
    known = name in self._parameters
    parameter = original(self, name, *args, **kwargs)
    detail = {"name": name, "operation": "Update" if known else "Create", "type": parameter.parameter_type}
    arn = f"arn:{self.partition}:ssm:{self.region_name}:{self.account_id}:parameter/{name.lstrip('/')}"
    _send(self, "aws.ssm", "Parameter Store Change", arn, detail)
    return parameter


def _told(backend, secret_id, change):
    """Makes a change and says so when AWSCURRENT is another version than before."""
    before = _current(backend, secret_id)
    result = change()
    after = _current(backend, secret_id)
    if after is not None and after != before:
        secret = backend.secrets[secret_id]
        detail = {"name": secret.name, "labelUpdated": "AWSCURRENT", "versionId": after}
        _send(backend, "aws.secretsmanager", "Secret Label Updated", secret.arn, detail)
    return result


def _current(backend, secret_id):
    secret = backend.secrets.get(secret_id) if backend._is_valid_identifier(secret_id) else None
    versions = getattr(secret, "versions", None) or {}
    return next((id for id, version in versions.items() if "AWSCURRENT" in version.get("version_stages", [])), None)


def _send(backend, source, detail_type, resource, detail):
    account, region = backend.account_id, backend.region_name
    event = {
        "version": "0",
        "id": str(uuid.uuid4()),
        "detail-type": detail_type,
        "source": source,
        "account": account,
        "time": datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "region": region,
        "resources": [resource],
        "detail": detail,
    }
    for rule in events_backends[account][region].describe_event_bus("default").rules.values():
        if rule.state == "ENABLED" and rule.event_pattern.get_pattern() and rule.event_pattern.matches_event(event):
            for target in rule.targets:
                if ":stateMachine:" in target["Arn"]:
                    _run(stepfunctions_backends[account][region].describe_state_machine(target["Arn"]), account, region)


def _run(machine, account, region):
    definition = json.loads(machine.definition)
    name = definition["StartAt"]
    while name is not None:
        state = definition["States"][name]
        if state["Type"] != "Task" or not UPDATE_SERVICE.match(state["Resource"]):
            raise NotImplementedError(f"state {name} of {machine.name}: {state['Type']} {state.get('Resource', '')}")
        _update_service(ecs_backends[account][region], state["Parameters"])
        name = None if state.get("End") else state["Next"]


def _update_service(ecs, parameters):
    # SDK integrations write members with a capital letter where the model has a small one
    asked = {key[0].lower() + key[1:]: value for key, value in parameters.items()}
    model = botocore.session.get_session().get_service_model("ecs").operation_model("UpdateService")
    report = ParamValidator().validate(asked, model.input_shape)
    unknown = set(asked) - set(model.input_shape.members)
    if report.has_errors() or unknown:
        raise ValueError(f"UpdateService: {report.generate_report()} {', '.join(sorted(unknown))}")
    ecs.update_service(
        {
            "cluster": asked.get("cluster", "default"),
            "service": asked["service"],
            "force_new_deployment": asked.get("forceNewDeployment", False),
        }
    )
