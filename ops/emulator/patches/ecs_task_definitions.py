"""ECS: a task definition whose parts fit together, and what Fargate takes of it.

Sources: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html and, for Fargate,
https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
"""

import re
from collections import Counter
from typing import Any

from relations import Call, rule

CLIENT = "ClientException"
GIB = 1024
# task size: CPU units to MiB, https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html#fargate-tasks-size
FARGATE_MEMORY = {
    256: {512, 1 * GIB, 2 * GIB},
    512: set(range(1 * GIB, 4 * GIB + 1, GIB)),
    1024: set(range(2 * GIB, 8 * GIB + 1, GIB)),
    2048: set(range(4 * GIB, 16 * GIB + 1, GIB)),
    4096: set(range(8 * GIB, 30 * GIB + 1, GIB)),
    8192: set(range(16 * GIB, 60 * GIB + 1, 4 * GIB)),
    16384: set(range(32 * GIB, 120 * GIB + 1, 8 * GIB)),
}
ECR = re.compile(r"^\d{12}\.dkr\.ecr\.")
NOT_ON_FARGATE = ("links", "extraHosts", "dnsServers", "dnsSearchDomains", "dockerSecurityOptions", "privileged", "hostname")
NOT_IN_FARGATE_LINUX = ("devices", "maxSwap", "swappiness", "sharedMemorySize", "tmpfs")


@rule("ecs", "RegisterTaskDefinition")
def containers_and_volumes_are_known(call: Call) -> None:
    asked = call.asked
    containers = asked.get("containerDefinitions") or []
    names = Counter(container.get("name") for container in containers)
    volumes = {volume.get("name") for volume in asked.get("volumes") or []}
    for container in containers:
        name = container.get("name")
        if names[name] > 1:
            call.refuse(CLIENT, f"Container name '{name}' is duplicated. Container names must be unique within a task definition.")
        for mount in container.get("mountPoints") or []:
            if mount.get("sourceVolume") not in volumes:
                call.refuse(CLIENT, f"Unknown volume '{mount.get('sourceVolume')}'.")
        others = [one.get("containerName") for one in container.get("dependsOn") or []]
        others += [one.get("sourceContainer") for one in container.get("volumesFrom") or []]
        for other in others:
            if other not in names or other == name:
                call.refuse(CLIENT, f"Container '{name}' depends on container '{other}' that does not exist in the task definition.")
    if not any(container.get("essential", True) for container in containers):
        call.refuse(CLIENT, "Invalid setting for container. At least one container must be marked as essential.")


@rule("ecs", "RegisterTaskDefinition")
def a_task_with_an_address_publishes_its_own_ports(call: Call) -> None:
    if call.asked.get("networkMode") not in ("awsvpc", "host"):
        return
    for container in call.asked.get("containerDefinitions") or []:
        for mapping in container.get("portMappings") or []:
            host = mapping.get("hostPort")
            if host is not None and host != mapping.get("containerPort"):
                call.refuse(
                    CLIENT,
                    "When networkMode=awsvpc, the host ports and container ports in port mappings must match."
                    if call.asked["networkMode"] == "awsvpc"
                    else "When networkMode=host, the host ports and container ports in port mappings must match.",
                )


@rule("ecs", "RegisterTaskDefinition")
def the_task_holds_its_containers(call: Call) -> None:
    memory = _number(call.asked.get("memory"), GIB)
    reserved = sum(one.get("memoryReservation") or one.get("memory") or 0 for one in call.asked.get("containerDefinitions") or [])
    if memory and reserved > memory:
        call.refuse(CLIENT, "The sum of the container memory reservations cannot exceed the task memory.")


@rule("ecs", "RegisterTaskDefinition")
def fargate_takes_the_task(call: Call) -> None:
    asked = call.asked
    if "FARGATE" not in (asked.get("requiresCompatibilities") or []):
        return
    if asked.get("networkMode") != "awsvpc":
        call.refuse(CLIENT, "Fargate only supports network mode ‘awsvpc’.")
    for size in ("cpu", "memory"):
        if not asked.get(size):
            call.refuse(CLIENT, f"Fargate requires that '{size}' be defined at the task level.")
    if _number(asked["memory"], GIB) not in FARGATE_MEMORY.get(_number(asked["cpu"], 1024), set()):
        call.refuse(CLIENT, "No Fargate configuration exists for given values.")
    if asked.get("ipcMode"):
        call.refuse(CLIENT, "Tasks using the Fargate launch type do not support ipcMode.")
    if asked.get("placementConstraints"):
        call.refuse(CLIENT, "Fargate does not support placement constraints.")
    platform = asked.get("runtimePlatform") or {}
    if platform.get("cpuArchitecture") == "ARM64" and (platform.get("operatingSystemFamily") or "LINUX") != "LINUX":
        call.refuse(CLIENT, "Tasks with ARM64 CPU architecture support only the LINUX operating system family.")
    for volume in asked.get("volumes") or []:
        if (volume.get("host") or {}).get("sourcePath"):
            call.refuse(CLIENT, "Fargate compatible task definitions do not support sourcePath")
        if volume.get("dockerVolumeConfiguration"):
            call.refuse(CLIENT, "Fargate compatible task definitions do not support dockerVolumeConfiguration")
    for container in asked.get("containerDefinitions") or []:
        _fargate_takes_the_container(call, container, asked)


def _fargate_takes_the_container(call: Call, container: dict[str, Any], asked: dict[str, Any]) -> None:
    linux = container.get("linuxParameters") or {}
    refused = [key for key in NOT_ON_FARGATE if container.get(key)]
    refused += [key for key in NOT_IN_FARGATE_LINUX if linux.get(key) is not None and linux.get(key) != []]
    if refused:
        call.refuse(CLIENT, f"Fargate compatible task definitions do not support {refused[0]}")
    if set((linux.get("capabilities") or {}).get("add") or []) - {"SYS_PTRACE"}:
        call.refuse(CLIENT, "Fargate compatible task definitions only support adding the SYS_PTRACE capability")
    if asked.get("executionRoleArn"):
        return
    if ECR.match(container.get("image", "")):
        call.refuse(CLIENT, "Fargate requires task definition to have execution role ARN to support ECR images.")
    if (container.get("logConfiguration") or {}).get("logDriver") == "awslogs":
        call.refuse(CLIENT, "Fargate requires task definition to have execution role ARN to support log driver awslogs.")


@rule("ecs", "RegisterTaskDefinition")
def secrets_need_an_execution_role(call: Call) -> None:
    containers = call.asked.get("containerDefinitions") or []
    if any(container.get("secrets") for container in containers) and not call.asked.get("executionRoleArn"):
        call.refuse(CLIENT, "When you are specifying container secrets, you must also specify a value for 'executionRoleArn'.")


def _number(text: Any, unit: int) -> int:
    """`512`, `0.5 vCPU` and `1 GB` in CPU units or MiB; 0 when there is none."""
    match = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(vcpu|gb)?", str(text or 0).strip(), re.I)
    return 0 if match is None else int(float(match[1]) * (unit if match[2] else 1))
