"""Runs that can not start are refused, whoever starts them."""

from tests.case import PatchCase, client, group, network, role, security_group, vpc_with_zones

INVALID = "InvalidParameterException"
FARGATE = {
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "job", "image": "job"}],
}


def cluster(**task):
    """Cluster `box` with Fargate and the group `fleet`, and the task definition `job`: the client of ECS."""
    ecs = client("ecs")
    arn = group(network()[0])
    ecs.create_capacity_provider(name="fleet", autoScalingGroupProvider={"autoScalingGroupArn": arn})
    ecs.create_cluster(clusterName="box", capacityProviders=["FARGATE", "FARGATE_SPOT", "fleet"])
    default = {"containerDefinitions": [{"name": "job", "image": "job", "memory": 64}]}
    ecs.register_task_definition(family="job", **(task or default))
    return ecs


def on(*providers: str):
    return [{"capacityProvider": name, "weight": 1} for name in providers]


def address(subnets, groups=()):
    return {"awsvpcConfiguration": {"subnets": subnets, "securityGroups": list(groups), "assignPublicIp": "ENABLED"}}


class Runs(PatchCase):
    def test_providers_have_to_be_the_cluster_s_and_of_one_kind(self):
        rows = [
            ("not associated", {"capacityProviderStrategy": on("nowhere")}),
            ("both a launch type", {"capacityProviderStrategy": on("fleet"), "launchType": "EC2"}),
            ("both Fargate and Auto Scaling", {"capacityProviderStrategy": on("fleet", "FARGATE")}),
            ("does not support launch_type FARGATE", {"launchType": "FARGATE"}),
            ("No Container Instances were found", {"launchType": "EC2"}),
        ]
        for text, asked in rows:
            with self.subTest(text):
                self.needs_patch(
                    lambda asked=asked, text=text: self.refused(
                        INVALID, text, cluster().run_task, cluster="box", taskDefinition="job", **asked
                    )
                )

    def test_a_network_belongs_to_awsvpc_and_awsvpc_has_a_network(self):
        def scenario():
            ecs = cluster(**FARGATE)
            ecs.register_task_definition(family="bridge", containerDefinitions=[{"name": "job", "image": "job", "memory": 64}])
            run = {"cluster": "box", "taskDefinition": "job", "launchType": "FARGATE"}
            vpc, subnets = vpc_with_zones("10.1")
            self.refused(INVALID, "must be provided", ecs.run_task, **run)
            self.refused(INVALID, "InvalidSubnetID.NotFound", ecs.run_task, **run, networkConfiguration=address(["subnet-1"]))
            self.refused(INVALID, "InvalidGroup.NotFound", ecs.run_task, **run, networkConfiguration=address(subnets, ["sg-1"]))
            bridge = {"cluster": "box", "taskDefinition": "bridge", "capacityProviderStrategy": on("fleet")}
            self.refused(INVALID, "Assign public IP", ecs.run_task, **bridge, networkConfiguration=address(subnets))
            private = {"awsvpcConfiguration": {"subnets": subnets}}
            self.refused(INVALID, "not valid for the given networkMode", ecs.run_task, **bridge, networkConfiguration=private)
            ecs.run_task(**run, networkConfiguration=address(subnets, [security_group(vpc)]))

        self.needs_patch(scenario)

    def test_roles_have_to_exist_and_to_trust_tasks(self):
        for kind in ("taskRoleArn", "executionRoleArn"):
            for text, make in [
                ("missing", lambda: "arn:aws:iam::123456789012:role/missing"),
                ("scheduler", lambda: role("scheduler", "scheduler.amazonaws.com")),
            ]:
                with self.subTest(kind, role=text):

                    def scenario(kind=kind, make=make):
                        ecs = cluster(**{**FARGATE, kind: make()})
                        _, subnets = vpc_with_zones("10.1")
                        run = {"cluster": "box", "taskDefinition": "job", "launchType": "FARGATE"}
                        self.refused("ClientException", "unable to assume", ecs.run_task, **run, networkConfiguration=address(subnets))

                    self.needs_patch(scenario)

    def test_a_role_of_this_second_runs_a_task(self):
        def scenario():
            ecs = cluster(**{**FARGATE, "taskRoleArn": role("task", "ecs-tasks.amazonaws.com")})
            run = {"cluster": "box", "taskDefinition": "job", "launchType": "FARGATE"}
            ecs.run_task(**run, networkConfiguration=address(vpc_with_zones("10.1")[1]))

        self.works(scenario)

    def test_the_cluster_s_own_strategy_decides_when_nothing_else_does(self):
        def scenario():
            ecs = cluster(**FARGATE)
            ecs.put_cluster_capacity_providers(
                cluster="box", capacityProviders=["FARGATE", "fleet"], defaultCapacityProviderStrategy=on("FARGATE")
            )
            asked = {"cluster": "box", "serviceName": "job", "taskDefinition": "job", "desiredCount": 1}
            ecs.create_service(**asked, networkConfiguration=address(vpc_with_zones("10.1")[1]))
            ecs.update_service(cluster="box", service="job", desiredCount=2)

        self.works(scenario)

    def test_an_inactive_cluster_and_an_inactive_task_definition_run_nothing(self):
        def scenario():
            ecs = cluster()
            ecs.create_cluster(clusterName="old")
            ecs.delete_cluster(cluster="old")
            self.refused("ClusterNotFoundException", "Cluster not found", ecs.run_task, cluster="old", taskDefinition="job")
            ecs.deregister_task_definition(taskDefinition="job:1")
            self.refused("ClientException", "inactive", ecs.run_task, cluster="box", taskDefinition="job:1")

        self.needs_patch(scenario)
