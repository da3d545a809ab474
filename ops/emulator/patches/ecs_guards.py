"""ECS: refuses the deletions that AWS refuses, so that a wrong order of destruction shows in a rehearsal.

moto deletes a cluster with everything in it and a capacity provider in use. AWS does not, and Terraform then hangs for
up to twenty minutes. The errors are the ones AWS sends; the provider retries most of them, as it does on AWS.

- DeleteCluster with active services, or with instances of a group whose user data joins that cluster
  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCluster.html).
- PutClusterCapacityProviders that drops a provider which a service uses, DeleteCapacityProvider while it is associated
  (https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteCapacityProvider.html).
"""

from moto.autoscaling.models import autoscaling_backends
from moto.ecs.exceptions import ECSException
from moto.ecs.models import EC2ContainerServiceBackend as EcsBackend

from patching import wraps


@wraps(EcsBackend, "delete_cluster")
def delete_cluster(original, self, cluster_str):
    cluster = self._get_cluster(cluster_str)
    services = sorted(service.name for service in _active_services(self, cluster))
    if services:
        raise ECSException(
            "ClusterContainsServicesException",
            f"The Cluster cannot be deleted while Services are active: {', '.join(services)}.",
        )
    instances = _instances_that_join(self, cluster.name)
    if instances:
        raise ECSException(
            "ClusterContainsContainerInstancesException",
            f"The Cluster cannot be deleted while Container Instances are active or draining: {', '.join(instances)}.",
        )
    return original(self, cluster_str)


@wraps(EcsBackend, "put_cluster_capacity_providers")
def put_cluster_capacity_providers(original, self, cluster_name, capacity_providers, default_capacity_provider_strategy):
    cluster = self._get_cluster(cluster_name)
    dropped = set(cluster.capacity_providers or []) - set(capacity_providers or [])
    for service in _active_services(self, cluster):
        in_use = dropped & _providers_of(service)
        if in_use:
            raise ECSException(
                "ResourceInUseException",
                f"The specified capacity provider is in use and cannot be removed: {', '.join(sorted(in_use))} "
                f"(service {service.name}).",
            )
    return original(self, cluster_name, capacity_providers, default_capacity_provider_strategy)


@wraps(EcsBackend, "delete_capacity_provider")
def delete_capacity_provider(original, self, name_or_arn):
    provider = self._get_provider(name_or_arn)
    for cluster in self.clusters.values():
        if provider and cluster.status == "ACTIVE" and provider.name in (cluster.capacity_providers or []):
            raise ECSException(
                "ResourceInUseException",
                f"The specified capacity provider is in use and cannot be removed: {provider.name} "
                f"(associated with cluster {cluster.name}).",
            )
    return original(self, name_or_arn)


def _active_services(backend, cluster):
    return [s for s in backend.services.values() if s.cluster_name == cluster.name and s.status == "ACTIVE"]


def _providers_of(service):
    return {item["capacityProvider"] for item in getattr(service, "capacityProviderStrategy", None) or []}


def _instances_that_join(backend, cluster_name):
    """moto registers no container instances; a group joins the cluster whose name its user data sets."""
    groups = autoscaling_backends[backend.account_id][backend.region_name].autoscaling_groups
    return sorted(
        state.instance.id
        for group in groups.values()
        if _joins(group, cluster_name)
        for state in group.instance_states
    )


def _joins(group, cluster_name):
    if group.ec2_launch_template is None:
        return False
    user_data = group.ec2_launch_template.get_version(group.launch_template_version).user_data
    words = user_data.decode().replace('"', "").replace("'", "").split() if user_data else []
    return f"ECS_CLUSTER={cluster_name}" in words
