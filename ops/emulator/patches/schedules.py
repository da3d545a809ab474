"""EventBridge Scheduler and rules: roles that they can assume, and runs that can start.

- CreateSchedule asks for the role at once, and the provider repeats the refusal while a role is new
  (https://docs.aws.amazon.com/scheduler/latest/UserGuide/setting-up.html#setting-up-execution-role).
- PutTargets refuses a role that `events.amazonaws.com` can not assume, and an ECS target without one
  (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html). The provider does not repeat it.
- PutRule with a role of its own is repeated by the provider.
- DeleteRule while it has targets is refused; Terraform removes targets first.
"""

from typing import Any

from moto.ecs.models import ecs_backends
from moto.events.models import events_backends

from patches.ecs_runs import judge, run_of
from patches.roles import is_new, role_of, trusts
from relations import Call, rule


@rule("scheduler", "CreateSchedule", "UpdateSchedule")
def the_schedule_s_role_trusts_scheduler(call: Call) -> None:
    target = call.asked.get("Target") or {}
    role = role_of(call.account, call.region, target.get("RoleArn", ""))
    message = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."
    if role is None or not trusts(role, "scheduler.amazonaws.com"):
        call.refuse("ValidationException", message)
    if is_new(role):
        call.hold("ValidationException", message)
    if target.get("EcsParameters"):
        _judge_run(call, target)


@rule("events", "PutTargets")
def targets_have_roles(call: Call) -> None:
    for target in call.asked.get("Targets") or []:
        arn, role_arn = target.get("Arn", ""), target.get("RoleArn")
        if ":ecs:" in arn and not role_arn:
            call.refuse("ValidationException", f"RoleArn is required for target {arn}.")
        if role_arn:
            _events_may_assume(call, role_arn)
        if target.get("EcsParameters"):
            _judge_run(call, target)


@rule("events", "PutRule")
def the_rule_s_role_trusts_events(call: Call) -> None:
    if call.asked.get("RoleArn"):
        role = _events_may_assume(call, call.asked["RoleArn"])
        if is_new(role):
            call.hold("ValidationException", _not_assumed(role.arn))


@rule("events", "DeleteRule")
def the_rule_has_no_targets(call: Call) -> None:
    bus = call.backend(events_backends).event_buses.get((call.asked.get("EventBusName") or "default").split("/")[-1])
    found = bus.rules.get(call.asked.get("Name")) if bus else None
    if found is not None and found.targets:
        call.refuse("ValidationException", "Rule can't be deleted since it has targets.")


def _events_may_assume(call: Call, arn: str) -> Any:
    role = role_of(call.account, call.region, arn)
    if role is None or not trusts(role, "events.amazonaws.com"):
        call.refuse("ValidationException", _not_assumed(arn))
    return role


def _not_assumed(arn: str) -> str:
    return f"Provided role '{arn}' cannot be assumed by principal 'events.amazonaws.com'."


def _judge_run(call: Call, target: dict[str, Any]) -> None:
    """The target's parameters are RunTask's, with capitals."""
    parameters = target["EcsParameters"]
    network = (parameters.get("NetworkConfiguration") or {}).get("awsvpcConfiguration")
    asked = {
        "launchType": parameters.get("LaunchType"),
        "capacityProviderStrategy": parameters.get("CapacityProviderStrategy"),
        "networkConfiguration": {"awsvpcConfiguration": {key[0].lower() + key[1:]: value for key, value in network.items()}}
        if network
        else None,
    }
    definition = parameters.get("TaskDefinitionArn", "").split("/")[-1]
    family = definition.split(":")[0]
    if family not in call.backend(ecs_backends).task_definitions:
        call.refuse("ClientException", "Unable to describe task definition.")
    judge(call, run_of(call, asked, definition, target.get("Arn")))
