"""Services read back as written; deletions in the wrong order are refused."""

import base64

from botocore.exceptions import ClientError

from tests.case import PatchCase, client, group, network

STRATEGY = [{"capacityProvider": "fleet", "weight": 1, "base": 0}]


def cluster_with_provider():
    """Cluster `box` with the capacity provider `fleet` on a group whose instances join it."""
    ecs = client("ecs")
    ecs.create_cluster(clusterName="box")
    joins = base64.b64encode(b"#!/bin/bash\necho ECS_CLUSTER=box >> /etc/ecs/ecs.config\n").decode()
    arn = group(network()[0], joins)
    ecs.create_capacity_provider(name="fleet", autoScalingGroupProvider={"autoScalingGroupArn": arn})
    ecs.put_cluster_capacity_providers(
        cluster="box", capacityProviders=["fleet"], defaultCapacityProviderStrategy=STRATEGY
    )
    return ecs


def cluster_with_service(**extra):
    ecs = cluster_with_provider()
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "nginx", "memory": 64}])
    ecs.create_service(cluster="box", serviceName="web", taskDefinition="web", desiredCount=1, **extra)
    return ecs


def service(ecs) -> dict:
    return ecs.describe_services(cluster="box", services=["web"])["services"][0]


class Services(PatchCase):
    def test_a_service_without_awsvpc_has_no_network_configuration(self):
        def scenario():
            self.assertNotIn("networkConfiguration", service(cluster_with_service(launchType="EC2")))

        self.needs_patch(scenario)

    def test_strategy_deployment_and_placement_read_back(self):
        asked = {
            "capacityProviderStrategy": STRATEGY,
            "placementStrategy": [{"type": "binpack", "field": "memory"}],
            "enableExecuteCommand": True,
            "propagateTags": "SERVICE",
        }
        deployment = {
            "deploymentCircuitBreaker": {"enable": True, "rollback": True},
            "maximumPercent": 100,
            "minimumHealthyPercent": 0,
        }

        def scenario():
            found = service(cluster_with_service(**asked, deploymentConfiguration=deployment))
            self.assertEqual(asked, {key: found.get(key) for key in asked})
            self.assertEqual(deployment, found["deploymentConfiguration"])
            self.assertNotIn("launchType", found)

        self.needs_patch(scenario)

    def test_a_service_is_steady_at_once_also_after_an_update(self):
        def scenario():
            ecs = cluster_with_service(capacityProviderStrategy=STRATEGY)
            ecs.update_service(cluster="box", service="web", desiredCount=2)
            found = service(ecs)
            self.assertEqual((2, 0), (found["runningCount"], found["pendingCount"]))
            self.assertEqual(["COMPLETED"], [deployment["rolloutState"] for deployment in found["deployments"]])

        self.needs_patch(scenario)

    def test_a_deployment_that_does_not_become_healthy_is_rolled_back(self):
        breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}

        def scenario():
            ecs = cluster_with_service(capacityProviderStrategy=STRATEGY, deploymentConfiguration=breaker)
            first = service(ecs)["taskDefinition"]
            container = {"name": "web", "image": "nginx:unhealthy", "memory": 64}
            ecs.register_task_definition(family="web", containerDefinitions=[container])
            ecs.update_service(cluster="box", service="web", taskDefinition="web")
            found = service(ecs)
            self.assertEqual((first, ["COMPLETED"]), (found["taskDefinition"], [found["deployments"][0]["rolloutState"]]))

        self.needs_patch(scenario)

    def test_a_capacity_provider_that_the_cluster_lacks_is_refused(self):
        def scenario():
            with self.assertRaisesRegex(ClientError, "not associated with the cluster"):
                cluster_with_service(capacityProviderStrategy=[{"capacityProvider": "nowhere", "weight": 1}])

        self.needs_patch(scenario)

    def test_a_cluster_that_does_not_exist_is_refused(self):
        def scenario():
            with self.assertRaisesRegex(ClientError, "ClusterNotFound"):
                client("ecs").create_service(cluster="nowhere", serviceName="web", desiredCount=1)

        self.works(scenario)

    def test_account_setting_defaults_can_be_put(self):
        def scenario():
            setting = client("ecs").put_account_setting_default(name="awsvpcTrunking", value="enabled")["setting"]
            self.assertEqual("enabled", setting["value"])

        self.needs_patch(scenario)


class OrderOfDestruction(PatchCase):
    def test_a_cluster_with_a_service_stays(self):
        def scenario():
            ecs = cluster_with_service(capacityProviderStrategy=STRATEGY)
            with self.assertRaisesRegex(ClientError, "ClusterContainsServicesException"):
                ecs.delete_cluster(cluster="box")

        self.needs_patch(scenario)

    def test_a_cluster_that_instances_join_stays(self):
        def scenario():
            ecs = cluster_with_provider()
            with self.assertRaisesRegex(ClientError, "ClusterContainsContainerInstancesException"):
                ecs.delete_cluster(cluster="box")

        self.needs_patch(scenario)

    def test_a_provider_in_use_by_a_service_stays_associated(self):
        def scenario():
            ecs = cluster_with_service(capacityProviderStrategy=STRATEGY)
            with self.assertRaisesRegex(ClientError, "ResourceInUseException"):
                ecs.put_cluster_capacity_providers(
                    cluster="box", capacityProviders=[], defaultCapacityProviderStrategy=[]
                )

        self.needs_patch(scenario)

    def test_an_associated_provider_stays(self):
        def scenario():
            with self.assertRaisesRegex(ClientError, "ResourceInUseException"):
                cluster_with_provider().delete_capacity_provider(capacityProvider="fleet")

        self.needs_patch(scenario)

    def test_the_right_order_takes_everything_down(self):
        def scenario():
            ecs = cluster_with_service(capacityProviderStrategy=STRATEGY)
            ecs.delete_service(cluster="box", service="web", force=True)
            ecs.put_cluster_capacity_providers(cluster="box", capacityProviders=[], defaultCapacityProviderStrategy=[])
            ecs.delete_capacity_provider(capacityProvider="fleet")
            client("autoscaling").delete_auto_scaling_group(AutoScalingGroupName="fleet", ForceDelete=True)
            ecs.delete_cluster(cluster="box")

        self.works(scenario)
