"""ECS: capacity providers stand on a group of their own, and keep what an update says.

- CreateCapacityProvider takes any ARN: one that does not exist, one that another provider has, and protection from
  termination on a group that protects nothing
  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCapacityProvider.html).
- UpdateCapacityProvider forgets `managedDraining`: the provider plans the change again for ever.
- PutClusterCapacityProviders takes providers that do not exist.
"""

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.models import CapacityProvider, ecs_backends

from patching import wraps
from patches.ecs_runs import FARGATE_PROVIDERS
from relations import Call, rule


@wraps(CapacityProvider, "update")
def update(original, self, asg_details):
    original(self, asg_details)
    if "managedDraining" in asg_details:
        self.auto_scaling_group_provider["managedDraining"] = asg_details["managedDraining"]


@rule("ecs", "CreateCapacityProvider", "UpdateCapacityProvider")
def the_group_is_there_and_protects(call: Call) -> None:
    asked = call.asked.get("autoScalingGroupProvider") or {}
    provider = call.backend(ecs_backends)._get_provider(call.asked["name"])
    existing = provider.auto_scaling_group_provider if provider and call.action == "UpdateCapacityProvider" else {}
    arn = asked.get("autoScalingGroupArn") or existing.get("autoScalingGroupArn")
    groups = call.backend(autoscaling_backends).autoscaling_groups.values()
    group = next((one for one in groups if arn in (one.arn, one.name)), None)
    if group is None:
        call.refuse("ClientException", f"The specified Auto Scaling group ARN {arn} does not exist.")
    protects = asked.get("managedTerminationProtection", existing.get("managedTerminationProtection")) == "ENABLED"
    if protects and not group.new_instances_protected_from_scale_in:
        call.refuse(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection "
            "for a capacity provider, the Auto Scaling group must have instance protection from scale in enabled.",
        )
    scaling = {**existing.get("managedScaling", {}), **asked.get("managedScaling", {})}
    if protects and scaling.get("status", "DISABLED") != "ENABLED":
        call.refuse(
            "ClientException",
            "The managed termination protection setting for the capacity provider is invalid. To enable managed termination protection "
            "for a capacity provider, managed scaling must be enabled.",
        )


@rule("ecs", "CreateCapacityProvider")
def the_group_has_no_other_provider(call: Call) -> None:
    providers = call.backend(ecs_backends).capacity_providers
    if call.asked["name"] in providers:
        call.refuse("ClientException", "A capacity provider with the specified name already exists.")
    arn = call.asked["autoScalingGroupProvider"]["autoScalingGroupArn"]
    if any(one.auto_scaling_group_provider.get("autoScalingGroupArn") == arn for one in providers.values()):
        call.refuse(
            "ClientException",
            "The specified Auto Scaling group ARN is already being used by another capacity provider. Specify a unique Auto Scaling "
            "group ARN and try again.",
        )


@rule("ecs", "PutClusterCapacityProviders")
def the_providers_are_there(call: Call) -> None:
    known = set(call.backend(ecs_backends).capacity_providers) | FARGATE_PROVIDERS
    wanted = set(call.asked.get("capacityProviders") or [])
    if wanted - known:
        call.refuse("InvalidParameterException", "The specified capacity provider was not found. Specify a valid name or ARN and try again.")
    strategy = {item["capacityProvider"] for item in call.asked.get("defaultCapacityProviderStrategy") or []}
    if strategy - wanted:
        call.refuse(
            "InvalidParameterException",
            "The specified default capacity provider strategy cannot contain a capacity provider that is not associated with the "
            "cluster. Associate the capacity provider with the cluster and try again.",
        )
