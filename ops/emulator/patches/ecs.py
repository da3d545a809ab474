"""ECS: a service reads back as it was written and is stable at once; account setting defaults.

- moto returns `networkConfiguration: {}` for a service without awsvpc: the provider dereferences a null pointer
  (SIGSEGV in flattenNetworkConfiguration) and the whole apply dies.
- moto forgets the capacity provider strategy (the next plan replaces the service), deployment configuration, placement,
  grace period, exec, zone rebalancing and the fields of the deployment (each an update on every plan).
- An update of the circuit breaker alone makes moto forget the percentages, and the other way round.
- `wait_for_steady_state` needs runningCount = desiredCount and rolloutState COMPLETED: given at once.
- An image whose address says `unhealthy` never becomes healthy: with a circuit breaker that rolls back, the service goes
  back to the task definition before, which AWS reports as success.
  https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
- PutAccountSettingDefault is missing: the provider retries a 500 for minutes.
"""

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.ecs.responses import EC2ContainerServiceResponse as EcsResponse

from patching import adds, wraps

ECHOED = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "loadBalancers",
    "networkConfiguration",
    "placementConstraints",
    "placementStrategy",
    "platformVersion",
    "propagateTags",
    "serviceRegistries",
)
ECHOED_IN_DEPLOYMENT = ("capacityProviderStrategy", "serviceConnectConfiguration", "volumeConfigurations")


@wraps(EcsResponse, "create_service")
def create_service(original, self):
    asked = self._get_params()
    result = original(self)
    service = _service(self.ecs_backend, asked)
    _set_defaults(service, asked)
    _echo(service, asked)
    return result


@wraps(EcsResponse, "update_service")
def update_service(original, self):
    asked = self._get_params()
    before = _service(self.ecs_backend, asked).task_definition
    result = original(self)
    service = _service(self.ecs_backend, asked)
    if _rolls_back(self.ecs_backend, service):
        service.task_definition = before
    _echo(service, asked)
    return result


def _rolls_back(backend, service):
    breaker = service.deploymentConfiguration.get("deploymentCircuitBreaker") or {}
    containers = backend.describe_task_definition(service.task_definition).container_definitions
    return breaker.get("rollback") and any("unhealthy" in container["image"] for container in containers)


def _service(backend, asked):
    name = (asked.get("serviceName") or asked["service"]).split("/")[-1]
    return backend._get_service(asked.get("cluster") or "default", name)


def _set_defaults(service, asked):
    service.createdAt = utcnow()
    service.deploymentConfiguration = {
        "deploymentCircuitBreaker": {"enable": False, "rollback": False},
        "maximumPercent": 200,
        "minimumHealthyPercent": 100,
    }
    service.enableECSManagedTags = False
    service.enableExecuteCommand = False
    service.availabilityZoneRebalancing = "DISABLED"
    service.placementConstraints = []
    service.placementStrategy = []
    # both spellings: moto reads the one, serializes the other
    service.networkConfiguration = service.network_configuration = asked.get("networkConfiguration") or None
    if asked.get("capacityProviderStrategy"):
        service.launch_type = None
    if asked.get("launchType") == "FARGATE" and not asked.get("platformVersion"):
        service.platform_version = "LATEST"


def _echo(service, asked):
    # moto keeps what an update says under this name, and returns it instead of the whole
    service.__dict__.pop("deployment_configuration", None)
    service.deploymentConfiguration = {**service.deploymentConfiguration, **(asked.get("deploymentConfiguration") or {})}
    for key in ECHOED:
        if asked.get(key) is not None:
            setattr(service, key, asked[key])
    awsvpc = (service.networkConfiguration or {}).get("awsvpcConfiguration")
    if awsvpc is not None:
        awsvpc.setdefault("assignPublicIp", "DISABLED")
        awsvpc.setdefault("securityGroups", [])
    _settle(service, asked)


def _settle(service, asked):
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments[:1]:
        deployment.update(
            desiredCount=service.desired_count,
            runningCount=service.desired_count,
            pendingCount=0,
            rolloutState="COMPLETED",
            taskDefinition=service.task_definition,
            launchType=service.launch_type,
            networkConfiguration=service.networkConfiguration,
        )
        deployment.update({key: asked[key] for key in ECHOED_IN_DEPLOYMENT if asked.get(key) is not None})


@adds(EcsResponse)
def put_account_setting_default(self):
    setting = self.ecs_backend.put_account_setting(self._get_param("name"), self._get_param("value"))
    setting.principal_arn = f"arn:aws:iam::{self.current_account}:root"
    return ActionResult({"setting": setting})
