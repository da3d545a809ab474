"""A capacity provider has a group of its own, and keeps what it is told later."""

from tests.case import PatchCase, client, group, network


def provider(arn: str, name: str = "fleet", **settings):
    return client("ecs").create_capacity_provider(name=name, autoScalingGroupProvider={"autoScalingGroupArn": arn, **settings})


class CapacityProviders(PatchCase):
    def test_a_group_that_does_not_exist_is_refused(self):
        self.needs_patch(lambda: self.refused("ClientException", "does not exist", provider, arn="arn:aws:autoscaling:nowhere"))

    def test_a_group_or_a_name_that_another_provider_has_is_refused(self):
        def scenario():
            arn = group(network()[0])
            provider(arn)
            self.refused("ClientException", "already being used by another", provider, arn=arn, name="second")
            self.refused("ClientException", "already exists", provider, arn=arn)

        self.needs_patch(scenario)

    def test_protection_from_termination_needs_a_group_that_protects_and_managed_scaling(self):
        scaling = {"managedScaling": {"status": "ENABLED"}}

        def scenario():
            arn = group(network()[0])
            protects = {"managedTerminationProtection": "ENABLED"}
            self.refused("ClientException", "protection from scale in", provider, arn=arn, **protects, **scaling)
            client("autoscaling").update_auto_scaling_group(AutoScalingGroupName="fleet", NewInstancesProtectedFromScaleIn=True)
            self.refused("ClientException", "managed scaling must be enabled", provider, arn=arn, **protects)
            provider(arn, **protects, **scaling)

        self.needs_patch(scenario)

    def test_draining_reads_back_after_an_update(self):
        def scenario():
            provider(group(network()[0]), managedDraining="ENABLED")
            ecs = client("ecs")
            ecs.update_capacity_provider(name="fleet", autoScalingGroupProvider={"managedDraining": "DISABLED"})
            (found,) = ecs.describe_capacity_providers(capacityProviders=["fleet"])["capacityProviders"]
            self.assertEqual("DISABLED", found["autoScalingGroupProvider"]["managedDraining"])

        self.needs_patch(scenario)

    def test_a_cluster_takes_only_providers_that_are_there(self):
        def scenario():
            ecs = client("ecs")
            ecs.create_cluster(clusterName="box")
            put = ecs.put_cluster_capacity_providers
            asked = {"cluster": "box", "defaultCapacityProviderStrategy": []}
            self.refused("InvalidParameterException", "was not found", put, **asked, capacityProviders=["nowhere"])
            strategy = [{"capacityProvider": "FARGATE_SPOT", "weight": 1}]
            self.refused(
                "InvalidParameterException",
                "not associated",
                put,
                cluster="box",
                capacityProviders=["FARGATE"],
                defaultCapacityProviderStrategy=strategy,
            )
            put(**asked, capacityProviders=["FARGATE", "FARGATE_SPOT"])

        self.needs_patch(scenario)
