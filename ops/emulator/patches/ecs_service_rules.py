"""ECS: what has to be there, and to fit together, before a service is made or changed.

Every refusal is CreateService's or UpdateService's own
(https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html). A target group without a listener is the one
that the provider repeats, for four minutes: it is answered and not listed.
"""

from typing import Any

from moto.cloudwatch.models import cloudwatch_backends
from moto.ecs.models import ecs_backends
from moto.elbv2.models import elbv2_backends

from patches.ecs_runs import judge, run_of
from relations import Call, rule

INVALID = "InvalidParameterException"
DEPLOYMENT = {"maximumPercent": 200, "minimumHealthyPercent": 100}
# what an update takes over from the service when it does not name it
KEPT = ("networkConfiguration", "loadBalancers", "healthCheckGracePeriodSeconds", "availabilityZoneRebalancing")


@rule("ecs", "CreateService")
def a_new_service_is_sound(call: Call) -> None:
    name = call.asked.get("serviceName")
    service = _service(call, name)
    if service is not None and service.status == "ACTIVE":
        call.refuse(INVALID, "Creation of service was not idempotent.")
    _judge_service(call, call.asked)


@rule("ecs", "UpdateService")
def a_changed_service_is_sound(call: Call) -> None:
    service = _service(call, call.asked.get("service"))
    if service is None or service.status != "ACTIVE":
        call.refuse("ServiceNotActiveException", "Service was not ACTIVE.")
    kept = {key: getattr(service, key, None) for key in KEPT}
    strategy = getattr(service, "capacityProviderStrategy", None)
    deployment = {**(getattr(service, "deploymentConfiguration", None) or {}), **(call.asked.get("deploymentConfiguration") or {})}
    changed = {key: value for key, value in call.asked.items() if value is not None}
    merged = {"taskDefinition": service.task_definition, "capacityProviderStrategy": strategy, **kept, **changed}
    merged["deploymentConfiguration"] = deployment
    # moto writes EC2 where the cluster's own strategy decides
    merged["launchType"] = "FARGATE" if service.launch_type == "FARGATE" and not merged["capacityProviderStrategy"] else None
    _judge_service(call, merged)


def _service(call: Call, name: str | None) -> Any | None:
    cluster = (call.asked.get("cluster") or "default").split("/")[-1]
    return call.backend(ecs_backends).services.get(f"{cluster}:{(name or '').split('/')[-1]}")


def _judge_service(call: Call, asked: dict[str, Any]) -> None:
    run = run_of(call, asked, asked.get("taskDefinition"), asked.get("cluster"))
    judge(call, run)
    _judge_deployment(call, asked)
    if asked.get("healthCheckGracePeriodSeconds") and not asked.get("loadBalancers"):
        call.refuse(INVALID, "Health check grace period is only valid for services configured to use load balancers")
    for target in asked.get("loadBalancers") or []:
        if target.get("targetGroupArn"):
            _judge_target(call, target, run.task_definition)


def _judge_deployment(call: Call, asked: dict[str, Any]) -> None:
    configuration = {**DEPLOYMENT, **(asked.get("deploymentConfiguration") or {})}
    daemon = asked.get("schedulingStrategy") == "DAEMON"
    most, least = configuration["maximumPercent"], configuration["minimumHealthyPercent"]
    if most <= 100 <= least and not daemon:
        call.refuse(INVALID, "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments.")
    if asked.get("availabilityZoneRebalancing") == "ENABLED" and (most <= 100 or daemon):
        # the condition is documented, the words are not:
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
        call.refuse(INVALID, "Availability Zone rebalancing requires maximumPercent to be greater than 100 and a REPLICA service.")
    alarms = configuration.get("alarms") or {}
    known = call.backend(cloudwatch_backends).alarms
    missing = [name for name in alarms.get("alarmNames", []) if name not in known]
    if alarms.get("enable") and missing:
        call.refuse(INVALID, f"The following alarms do not exist: {', '.join(missing)}")


def _judge_target(call: Call, target: dict[str, Any], definition: Any) -> None:
    balancing = call.backend(elbv2_backends)
    arn, name, port = target["targetGroupArn"], target.get("containerName"), target.get("containerPort")
    group = balancing.target_groups.get(arn)
    if group is None:
        call.refuse(INVALID, f"The target group with targetGroupArn {arn} does not exist.")
    mode = definition.network_mode
    if (group.target_type or "instance") != ("ip" if mode == "awsvpc" else "instance"):
        call.refuse(
            INVALID,
            f"The provided target group {arn} has target type {group.target_type}, which is incompatible with the {mode} network mode "
            "specified in the task definition.",
        )
    container = next((one for one in definition.container_definitions if one["name"] == name), None)
    if container is None:
        call.refuse(INVALID, f"The container {name} does not exist in the task definition.")
    if port not in [mapping.get("containerPort") for mapping in container.get("portMappings") or []]:
        call.refuse(INVALID, f"The container {name} did not have a container port {port} defined.")
    if not balancing._any_listener_using(arn):
        call.hold(INVALID, f"The target group with targetGroupArn {arn} does not have an associated load balancer.")
