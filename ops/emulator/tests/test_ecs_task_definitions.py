"""Task definitions whose parts do not fit together are refused, and what Fargate does not take."""

import copy

from tests.case import PatchCase, client, role

CLIENT = "ClientException"
WEB = {"name": "web", "image": "nginx", "memory": 64}
BRIDGE = {"family": "web", "containerDefinitions": [WEB]}
FARGATE = {
    "family": "web",
    "requiresCompatibilities": ["FARGATE"],
    "networkMode": "awsvpc",
    "cpu": "256",
    "memory": "512",
    "containerDefinitions": [{"name": "web", "image": "nginx"}],
}
SECRETS = [{"name": "URL", "valueFrom": "/url"}]


def changed(base, container=None, **task):
    definition = copy.deepcopy(base)
    definition["containerDefinitions"][0].update(container or {})
    return {**definition, **task}


class TaskDefinitions(PatchCase):
    def each(self, rows):
        for text, definition in rows:
            with self.subTest(text, definition=definition):
                self.needs_patch(lambda: self.refused(CLIENT, text, client("ecs").register_task_definition, **definition))

    def test_containers_and_volumes_that_nobody_declared_are_refused(self):
        self.each(
            [
                ("Unknown volume 'data'", changed(BRIDGE, {"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]})),
                ("duplicated", {**BRIDGE, "containerDefinitions": [WEB, WEB]}),
                ("'cache' that does not exist", changed(BRIDGE, {"dependsOn": [{"containerName": "cache", "condition": "START"}]})),
                ("'cache' that does not exist", changed(BRIDGE, {"volumesFrom": [{"sourceContainer": "cache"}]})),
                ("essential", changed(BRIDGE, {"essential": False})),
                ("must match", changed(BRIDGE, {"portMappings": [{"containerPort": 80, "hostPort": 81}]}, networkMode="host")),
                ("memory reservations", changed(BRIDGE, {"memory": 600}, memory="512")),
                ("executionRoleArn", changed(BRIDGE, {"secrets": SECRETS})),
            ]
        )

    def test_fargate_refuses_what_it_does_not_support(self):
        logs = {"logDriver": "awslogs", "options": {"awslogs-group": "/web", "awslogs-region": "eu-central-1"}}
        self.each(
            [
                ("No Fargate configuration exists", changed(FARGATE, memory="4096")),
                ("No Fargate configuration exists", changed(FARGATE, cpu="300")),
                ("'cpu' be defined at the task level", {key: value for key, value in FARGATE.items() if key != "cpu"}),
                ("only supports network mode", changed(FARGATE, networkMode="bridge")),
                ("only supports network mode", {key: value for key, value in FARGATE.items() if key != "networkMode"}),
                ("must match", changed(FARGATE, {"portMappings": [{"containerPort": 80, "hostPort": 8080}]})),
                ("do not support maxSwap", changed(FARGATE, {"linuxParameters": {"maxSwap": 0}})),
                ("do not support privileged", changed(FARGATE, {"privileged": True})),
                ("do not support links", changed(FARGATE, {"links": ["cache"]})),
                ("SYS_PTRACE", changed(FARGATE, {"linuxParameters": {"capabilities": {"add": ["NET_ADMIN"]}}})),
                ("sourcePath", changed(FARGATE, volumes=[{"name": "data", "host": {"sourcePath": "/data"}}])),
                ("dockerVolumeConfiguration", changed(FARGATE, volumes=[{"name": "d", "dockerVolumeConfiguration": {"scope": "task"}}])),
                ("support ipcMode", changed(FARGATE, ipcMode="task")),
                ("placement constraints", changed(FARGATE, placementConstraints=[{"type": "memberOf", "expression": "x"}])),
                ("ARM64", changed(FARGATE, runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "WINDOWS_SERVER_2022_CORE"})),
                ("support ECR images", changed(FARGATE, {"image": "123456789012.dkr.ecr.eu-central-1.amazonaws.com/web:1"})),
                ("support log driver awslogs", changed(FARGATE, {"logConfiguration": logs})),
            ]
        )

    def test_their_sound_neighbours_are_registered(self):
        def scenario():
            ecs = client("ecs")
            execution = role("execution", "ecs-tasks.amazonaws.com")
            sound = [
                changed(BRIDGE, {"mountPoints": [{"sourceVolume": "data", "containerPath": "/data"}]}, volumes=[{"name": "data"}]),
                {**BRIDGE, "containerDefinitions": [WEB, {**WEB, "name": "a", "dependsOn": [{"containerName": "web", "condition": "START"}]}]},
                changed(BRIDGE, {"portMappings": [{"containerPort": 80, "hostPort": 0}]}),
                changed(BRIDGE, {"linuxParameters": {"maxSwap": 0, "initProcessEnabled": True}}),
                changed(FARGATE, {"secrets": SECRETS, "image": "123456789012.dkr.ecr.x"}, executionRoleArn=execution),
                changed(FARGATE, cpu="1 vCPU", memory="2 GB"),
                changed(FARGATE, runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"}),
                changed(FARGATE, {"linuxParameters": {"initProcessEnabled": True, "capabilities": {"add": ["SYS_PTRACE"], "drop": ["ALL"]}}}),
            ]
            for definition in sound:
                ecs.register_task_definition(**definition)

        self.works(scenario)
