"""Scalable targets keep their tags."""

from tests.case import PatchCase, client

DIMENSION = {
    "ServiceNamespace": "ecs",
    "ResourceId": "service/shop/web",
    "ScalableDimension": "ecs:service:DesiredCount",
}


class ApplicationAutoScaling(PatchCase):
    def test_a_target_has_the_tags_it_was_registered_with(self):
        def scenario():
            scaling, arn = register(Tags={"team": "shop"})
            self.assertEqual({"team": "shop"}, scaling.list_tags_for_resource(ResourceARN=arn)["Tags"])

        self.needs_patch(scenario)

    def test_tags_come_and_go(self):
        def scenario():
            scaling, arn = register()
            scaling.tag_resource(ResourceARN=arn, Tags={"team": "shop", "stage": "test"})
            scaling.untag_resource(ResourceARN=arn, TagKeys=["stage"])
            self.assertEqual({"team": "shop"}, scaling.list_tags_for_resource(ResourceARN=arn)["Tags"])

        self.needs_patch(scenario)

    def test_a_target_that_is_gone_takes_its_tags_with_it(self):
        def scenario():
            scaling, arn = register(Tags={"team": "shop"})
            scaling.deregister_scalable_target(**DIMENSION)
            self.assertEqual({}, scaling.list_tags_for_resource(ResourceARN=arn)["Tags"])

        self.works(scenario)


def register(**extra):
    ecs, scaling = client("ecs"), client("application-autoscaling")
    ecs.create_cluster(clusterName="shop")
    ecs.register_task_definition(family="web", containerDefinitions=[{"name": "web", "image": "web", "memory": 64}])
    ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web", desiredCount=1)
    target = scaling.register_scalable_target(**DIMENSION, MinCapacity=1, MaxCapacity=2, **extra)
    return scaling, target["ScalableTargetARN"]
