"""ECS: names, and what a task definition or a service contradicts within itself. Fargate's sizes are elsewhere."""

import re
from typing import Any

from judging.call import Call
from rules.rule import Coded, Verdict, number, rule, text

API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
NAME = "[a-zA-Z0-9_-]"
CHARACTERS = "Up to 255 characters are allowed, including letters (upper and lowercase), numbers, underscores (_), and hyphens (-)."
REGISTER = "ecs RegisterTaskDefinition"
LEAST_MEMORY = 6
MAX_CONTAINERS = 10


def named(what: str, least: int = 1) -> Any:
    return text(f"The specified {what} name is invalid. {CHARACTERS}", NAME, least, 255)


def capacity_provider(value: str, call: Call) -> Verdict:
    says = f'The specified capacity provider name is invalid. {CHARACTERS} The name can\'t be prefixed with "aws", "ecs", or "fargate".'
    return text(says, NAME, 1, 255, "(?i)^(aws|ecs|fargate)")(value, call)


def client(message: str) -> Coded:
    return Coded("ClientException", message)


def container(value: dict, _call: Call) -> Verdict:
    name = value.get("name", "")
    if not re.fullmatch(f"{NAME}{{1,255}}", name):
        return client(f"Invalid container name '{name}'. {CHARACTERS}")
    if not value.get("image"):
        return client("Container.image should not be null or empty.")
    return _memory(name, value) or _ports(name, value) or _environment(name, value) or _logs(name, value) or _ulimits(name, value)


def _memory(name: str, value: dict) -> Verdict:
    hard, soft = value.get("memory"), value.get("memoryReservation")
    for member, size in (("memory", hard), ("memoryReservation", soft)):
        if size is not None and size < LEAST_MEMORY:
            return client(f"Invalid setting for container '{name}'. The '{member}' must be at least {LEAST_MEMORY} MiB, got {size}.")
    if hard is not None and soft is not None and soft > hard:
        return client(f"Invalid setting for container '{name}'. The 'memory' must be greater than the 'memoryReservation'.")
    return None


def _ports(name: str, value: dict) -> Verdict:
    used: set[tuple[Any, str]] = set()
    for mapping in value.get("portMappings", []):
        protocol = mapping.get("protocol", "tcp")
        for member in ("containerPort", "hostPort"):
            port = mapping.get(member)
            if port is not None and not 0 <= port <= 65535:
                return client(f"Invalid '{member}' setting for container '{name}': {port} is not between 0 and 65535.")
        host = mapping.get("hostPort") or None
        if host is not None and (host, protocol) in used:
            return client(f"Host port {host}/{protocol} is mapped twice in container '{name}'.")
        used.add((host, protocol))
        label = mapping.get("name")
        if label is not None and not re.fullmatch(r"[a-z0-9_][a-z0-9_-]{0,63}", label):
            return client(f"Port mapping name '{label}' of container '{name}' is invalid.")
    return None


def _environment(name: str, value: dict) -> Verdict:
    plain = [item.get("name", "") for item in value.get("environment", [])]
    secret = [item.get("name", "") for item in value.get("secrets", [])]
    if not all([*plain, *secret]):
        return client(f"Container '{name}': environment variable names must not be empty.")
    for variable in secret:
        if secret.count(variable) > 1 or variable in plain:
            return client(
                "The secret name must be unique and not shared with any new or existing environment variables set on the "
                f"container, such as '{variable}'."
            )
    return None


def _logs(name: str, value: dict) -> Verdict:
    """https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specify-log-config.html"""
    configuration = value.get("logConfiguration", {})
    options = configuration.get("options", {})
    if configuration.get("logDriver") == "awslogs":
        missing = [key for key in ("awslogs-group", "awslogs-region") if not options.get(key)]
        if missing:
            return client(f"Log driver awslogs requires options: {', '.join(missing)}")
        if options.get("mode") not in (None, "blocking", "non-blocking"):
            return client(f"Invalid log option mode '{options['mode']}' of container '{name}'.")
        if "max-buffer-size" in options and options.get("mode") != "non-blocking":
            return client("Log option max-buffer-size requires the mode non-blocking.")
    return None


def _ulimits(name: str, value: dict) -> Verdict:
    for limit in value.get("ulimits", []):
        if limit.get("softLimit", 0) > limit.get("hardLimit", 0) >= 0:
            return client(f"Invalid ulimit {limit.get('name')} of container '{name}': the soft limit is above the hard limit.")
    return None


def between(member: str, least: int, most: int) -> Any:
    says = f"The health check {member} must be between {least} and {most}, got {{value}}."
    return lambda value, call: (problem := number(least, most, says)(value, call)) and client(str(problem))


def containers(value: list, _call: Call) -> Verdict:
    names = [item.get("name") for item in value]
    if len(names) > MAX_CONTAINERS:
        return client(f"Too many containers: {len(names)}, at most {MAX_CONTAINERS}.")
    for name in names:
        if names.count(name) > 1:
            return client(f"Container names must be unique within a task definition: {name}.")
    if not any(item.get("essential", True) for item in value):
        return client("Invalid setting for containerDefinitions. At least one container must be essential.")
    for item in value:
        known = {other for other in names if other != item.get("name")}
        for dependency in item.get("dependsOn", []):
            if dependency.get("containerName") not in known:
                return client(f"Container '{item.get('name')}' depends on '{dependency.get('containerName')}', which does not exist.")
        for link in item.get("links", []):
            if link.split(":")[0] not in known:
                return client(f"Unable to link container '{item.get('name')}' to '{link}': no such container.")
    return None


def volumes(parameters: dict, _call: Call) -> Verdict:
    names = [volume.get("name") for volume in parameters.get("volumes", [])]
    for name in names:
        if names.count(name) > 1:
            return client(f"Volume names must be unique within a task definition: {name}.")
    for item in parameters.get("containerDefinitions", []):
        for mount in item.get("mountPoints", []):
            if mount.get("sourceVolume") not in names:
                return client(f"Unknown volume '{mount.get('sourceVolume')}'.")
    return None


def sizes(parameters: dict, _call: Call) -> Verdict:
    """What the containers reserve has room in what the task has."""
    total = parameters.get("memory", "")
    if not str(total).isdecimal():
        return None
    reserved = sum(item.get("memoryReservation", item.get("memory", 0)) for item in parameters.get("containerDefinitions", []))
    if reserved > int(total):
        return client(f"Invalid setting for container. The sum of all memory reservations ({reserved}) is above the task's {total} MiB.")
    for item in parameters.get("containerDefinitions", []):
        if item.get("memory", 0) > int(total):
            return client(f"Invalid setting for container '{item.get('name')}'. 'memory' is above the task's {total} MiB.")
    return None


def rolling(parameters: dict, _call: Call) -> Verdict:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentConfiguration.html"""
    asked = parameters.get("deploymentConfiguration", {})
    least, most = asked.get("minimumHealthyPercent"), asked.get("maximumPercent")
    if least is not None and least < 0:
        return "minimumHealthyPercent must be at least 0."
    if most is not None and (most < 1 or (parameters.get("schedulingStrategy") != "DAEMON" and most < 100)):
        return "maximumPercent must be at least 100."
    if least is not None and most is not None and least > most:
        return "minimumHealthyPercent can not be above maximumPercent."
    if least == most == 100:
        return "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block deployments."
    return None


def service(parameters: dict, _call: Call) -> Verdict:
    if parameters.get("launchType") and parameters.get("capacityProviderStrategy"):
        return "Specifying both a launch type and capacity provider strategy is not supported. Remove one and try again."
    if parameters.get("healthCheckGracePeriodSeconds") and not parameters.get("loadBalancers"):
        return "Health check grace period is only valid for services configured to use load balancers"
    if parameters.get("schedulingStrategy") == "DAEMON" and parameters.get("placementStrategy"):
        return "Placement strategies are not supported for daemon scheduling."
    if len(parameters.get("placementStrategy", [])) > 5 or len(parameters.get("placementConstraints", [])) > 10:
        return "A service has at most 5 placement strategies and 10 placement constraints."
    return _strategy(parameters)


def _strategy(parameters: dict) -> Verdict:
    """https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"""
    strategy = parameters.get("capacityProviderStrategy") or parameters.get("defaultCapacityProviderStrategy") or []
    if sum(item.get("base", 0) > 0 for item in strategy) > 1:
        return "A capacity provider strategy can only have one capacity provider with a base value defined."
    if strategy and not any(item.get("weight", 0) > 0 for item in strategy):
        return "The specified capacity provider strategy must have a capacity provider with a weight value greater than 0."
    return None


def network(value: dict, _call: Call) -> Verdict:
    if len(value.get("subnets", [])) > 16:
        return "subnets can have at most 16 items."
    return "securityGroups can have at most 5 items." if len(value.get("securityGroups", [])) > 5 else None


RULES = [
    rule("ecs CreateCapacityProvider", "name", capacity_provider, f"{API}/API_CreateCapacityProvider.html"),
    rule("ecs CreateCluster", "clusterName", named("cluster"), f"{API}/API_CreateCluster.html"),
    rule("ecs CreateService", "serviceName", named("service"), f"{API}/API_CreateService.html"),
    rule(REGISTER, "family", lambda value, call: (problem := named("family")(value, call)) and client(str(problem)), f"{API}/API_RegisterTaskDefinition.html"),
    rule(REGISTER, "containerDefinitions", containers, f"{API}/API_ContainerDefinition.html"),
    rule(REGISTER, "containerDefinitions[]", container, f"{API}/API_ContainerDefinition.html"),
    rule(REGISTER, "containerDefinitions[].healthCheck.interval", between("interval", 5, 300), f"{API}/API_HealthCheck.html"),
    rule(REGISTER, "containerDefinitions[].healthCheck.timeout", between("timeout", 2, 60), f"{API}/API_HealthCheck.html"),
    rule(REGISTER, "containerDefinitions[].healthCheck.retries", between("retries", 1, 10), f"{API}/API_HealthCheck.html"),
    rule(REGISTER, "containerDefinitions[].healthCheck.startPeriod", between("startPeriod", 0, 300), f"{API}/API_HealthCheck.html"),
    rule(REGISTER, "containerDefinitions[].stopTimeout", number(0, 2**31, "stopTimeout must not be negative: {value}"), f"{API}/API_ContainerDefinition.html"),
    rule(REGISTER, "containerDefinitions[].linuxParameters.swappiness", number(0, 100, "swappiness must be between 0 and 100: {value}"), f"{API}/API_LinuxParameters.html"),
    rule(REGISTER, "containerDefinitions[].linuxParameters.maxSwap", number(0, 2**31, "maxSwap must not be negative: {value}"), f"{API}/API_LinuxParameters.html"),
    rule(REGISTER, "", volumes, f"{API}/API_MountPoint.html"),
    rule(REGISTER, "", sizes, f"{API}/API_RegisterTaskDefinition.html"),
    rule("ecs CreateService|UpdateService", "", rolling, f"{API}/API_DeploymentConfiguration.html"),
    rule("ecs CreateService", "", service, f"{API}/API_CreateService.html"),
    rule("ecs RunTask|PutClusterCapacityProviders|UpdateService", "", lambda parameters, _call: _strategy(parameters), f"{API}/API_CapacityProviderStrategyItem.html"),
    rule("ecs CreateService|UpdateService|RunTask", "networkConfiguration.awsvpcConfiguration", network, f"{API}/API_AwsVpcConfiguration.html"),
    rule("ecs RunTask", "count", number(1, 10, "count must be between 1 and 10: {value}"), f"{API}/API_RunTask.html"),
]  # fmt: skip
