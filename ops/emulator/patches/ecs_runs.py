"""ECS: what every run of a task needs, whether a service, a person, a schedule or a rule starts it.

Cluster, capacity providers, launch type, network and roles have to fit the task definition
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html). AWS refuses RunTask and CreateService at once.
For EventBridge Scheduler and rules it takes anything and lets every run fail; here their creation is refused with the words
that RunTask would have, and so is a service whose roles ECS can not assume, which on AWS says so in its events only.

moto answers 500 to RunTask when no container says its memory, as on Fargate.
"""

from dataclasses import dataclass, field
from typing import Any

from moto.ec2.models import ec2_backends
from moto.ecs.models import EC2ContainerServiceBackend, ecs_backends

from patches.roles import role_of, trusts
from patching import wraps
from relations import Call, rule

FARGATE_PROVIDERS = {"FARGATE", "FARGATE_SPOT"}


@dataclass(frozen=True)
class Run:
    """A task definition and where it is to run, in the words of RunTask."""

    cluster: Any
    task_definition: Any
    launch_type: str | None = None
    strategy: list[dict[str, Any]] = field(default_factory=list)
    network: dict[str, Any] | None = None


@wraps(EC2ContainerServiceBackend, "_calculate_task_resource_requirements")
def calculate_task_resource_requirements(original, _backend, task_definition):
    if any("memory" in one or "memoryReservation" in one for one in task_definition.container_definitions):
        return original(task_definition)
    return {"CPU": 0, "MEMORY": 0, "PORTS": [], "PORTS_UDP": []}


@rule("ecs", "RunTask")
def a_run_fits_its_task_definition(call: Call) -> None:
    asked = call.asked
    run = run_of(call, asked, asked.get("taskDefinition"), asked.get("cluster"))
    judge(call, run)
    on_instances = run.launch_type in (None, "EC2") and not run.strategy
    if on_instances and not call.backend(ecs_backends).container_instances.get(run.cluster.name):
        call.refuse("InvalidParameterException", "No Container Instances were found in your cluster.")


def run_of(call: Call, asked: dict[str, Any], definition: str | None, cluster: str | None) -> Run:
    """`asked` has the names of RunTask, in camel case."""
    network = (asked.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    found, launch_type = _cluster(call, cluster), asked.get("launchType")
    by_default = [] if launch_type else found.default_capacity_provider_strategy or []
    strategy = asked.get("capacityProviderStrategy") or by_default
    return Run(found, _definition(call, definition), launch_type, strategy, network)


def _cluster(call: Call, name: str | None) -> Any:
    cluster = call.backend(ecs_backends).clusters.get((name or "default").split("/")[-1])
    if cluster is None or cluster.status != "ACTIVE":
        call.refuse("ClusterNotFoundException", "Cluster not found.")
    return cluster


def _definition(call: Call, name: str | None) -> Any | None:
    """None when nothing is named; moto refuses what does not exist."""
    backend = call.backend(ecs_backends)
    if not name:
        return None
    definition = backend.describe_task_definition(name)
    if definition.status != "ACTIVE":
        call.refuse("ClientException", "TaskDefinition is inactive")
    return definition


def judge(call: Call, run: Run) -> None:
    _providers(call, run)
    if run.task_definition is None:
        return
    _launch_type(call, run)
    _network(call, run)
    _roles(call, run.task_definition)


def _providers(call: Call, run: Run) -> None:
    named = [item["capacityProvider"].split("/")[-1] for item in run.strategy]
    if named and run.launch_type:
        call.refuse(
            "InvalidParameterException",
            "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again.",
        )
    if FARGATE_PROVIDERS & set(named) and set(named) - FARGATE_PROVIDERS:
        call.refuse(
            "InvalidParameterException",
            "A capacity provider strategy cannot contain both Fargate and Auto Scaling group capacity providers.",
        )
    if set(named) - set(run.cluster.capacity_providers or []):
        call.refuse(
            "InvalidParameterException",
            "The specified capacity provider strategy cannot contain a capacity provider that is not associated with the cluster. "
            "Associate the capacity provider with the cluster and try again.",
        )


def _launch_type(call: Call, run: Run) -> None:
    on_fargate = run.launch_type == "FARGATE" or any(item["capacityProvider"] in FARGATE_PROVIDERS for item in run.strategy)
    definition = run.task_definition
    if on_fargate and not (definition.network_mode == "awsvpc" and definition.cpu and definition.memory):
        call.refuse("InvalidParameterException", "Task definition does not support launch_type FARGATE.")
    if not on_fargate and (run.network or {}).get("assignPublicIp") == "ENABLED":
        call.refuse("InvalidParameterException", "Assign public IP is not supported for this launch type.")


def _network(call: Call, run: Run) -> None:
    if run.task_definition.network_mode != "awsvpc":
        if run.network:
            call.refuse(
                "InvalidParameterException",
                "Network Configuration is not valid for the given networkMode of this task definition.",
            )
        return
    if not run.network:
        call.refuse("InvalidParameterException", "Network Configuration must be provided when networkMode 'awsvpc' is specified.")
    ec2 = call.backend(ec2_backends)
    known = {subnet for of_zone in ec2.subnets.values() for subnet in of_zone}
    for subnet in run.network.get("subnets") or []:
        if subnet not in known:
            call.refuse(
                "InvalidParameterException",
                f"Error retrieving subnet information for [{subnet}]: The subnet ID '{subnet}' does not exist "
                "(ErrorCode: InvalidSubnetID.NotFound)",
            )
    for group in run.network.get("securityGroups") or []:
        if ec2.get_security_group_from_id(group) is None:
            call.refuse(
                "InvalidParameterException",
                f"Error retrieving security group information for [{group}]: The security group '{group}' does not exist "
                "(ErrorCode: InvalidGroup.NotFound)",
            )


def _roles(call: Call, definition: Any) -> None:
    for arn in (getattr(definition, "task_role_arn", None), getattr(definition, "execution_role_arn", None)):
        role = role_of(call.account, call.region, arn) if arn else None
        if arn and (role is None or not trusts(role, "ecs-tasks.amazonaws.com")):
            call.refuse(
                "ClientException",
                f"ECS was unable to assume the role '{arn}' that was provided for this task. Please verify that the role being passed "
                "has the proper trust relationship and permissions and that your IAM user has permissions to pass this role.",
            )
