"""Schedules and rules with roles that EventBridge can assume, and runs that can start."""

import json

import clock
from tests.case import PatchCase, client, role
from tests.test_ecs_runs import cluster, on

CLUSTER = "arn:aws:ecs:eu-central-1:123456789012:cluster/box"
TASK = "arn:aws:ecs:eu-central-1:123456789012:task-definition/job:1"
MAY_ASSUME = "The execution role you provide must allow AWS EventBridge Scheduler to assume the role."


def schedule(role_arn: str, **parameters):
    target = {"Arn": CLUSTER, "RoleArn": role_arn, "EcsParameters": {"TaskDefinitionArn": TASK, **parameters}}
    client("scheduler").create_schedule(
        Name="job", ScheduleExpression="rate(1 hour)", FlexibleTimeWindow={"Mode": "OFF"}, Target=target
    )


def old_role(*services: str) -> str:
    arn = role("starter", *services)
    clock.move(60)
    return arn


class Schedules(PatchCase):
    def test_the_role_has_to_exist_and_to_trust_scheduler(self):
        for name, make in [
            ("missing", lambda: "arn:aws:iam::123456789012:role/missing"),
            ("events", lambda: old_role("events.amazonaws.com")),
        ]:
            with self.subTest(name):

                def scenario(make=make):
                    cluster()
                    self.refused("ValidationException", MAY_ASSUME, schedule, role_arn=make())

                self.needs_patch(scenario)

    def test_a_role_of_this_second_is_held_and_known_five_seconds_later(self):
        def scenario():
            cluster()
            new = role("starter", "scheduler.amazonaws.com")
            self.held("ValidationException", MAY_ASSUME, schedule, role_arn=new, CapacityProviderStrategy=on("fleet"))
            clock.move(5)
            schedule(new, CapacityProviderStrategy=on("fleet"))

        self.needs_patch(scenario)

    def test_a_run_that_can_not_start_is_refused_with_the_words_of_its_run(self):
        def scenario():
            cluster()
            trusted = old_role("scheduler.amazonaws.com")
            invalid = "InvalidParameterException"
            self.refused(invalid, "not associated", schedule, role_arn=trusted, CapacityProviderStrategy=on("nowhere"))
            network = {"awsvpcConfiguration": {"Subnets": ["subnet-1"]}}
            text = "not valid for the given networkMode"
            self.refused(invalid, text, schedule, role_arn=trusted, NetworkConfiguration=network)
            missing = TASK.replace("job:1", "nothing:1")
            self.refused("ClientException", "task definition", schedule, role_arn=trusted, TaskDefinitionArn=missing)

        self.needs_patch(scenario)


class Rules(PatchCase):
    def put(self, **target):
        client("events").put_targets(Rule="job", Targets=[{"Id": "job", "Arn": CLUSTER, **target}])

    def rule(self):
        client("events").put_rule(Name="job", EventPattern=json.dumps({"source": ["aws.s3"]}))

    def test_a_target_s_role_has_to_be_there_and_to_trust_events(self):
        def scenario():
            cluster()
            self.rule()
            parameters = {"TaskDefinitionArn": TASK, "CapacityProviderStrategy": on("fleet")}
            self.refused("ValidationException", f"RoleArn is required for target {CLUSTER}.", self.put, EcsParameters=parameters)
            wrong = role("wrong", "scheduler.amazonaws.com")
            text = "cannot be assumed by principal 'events.amazonaws.com'."
            self.refused("ValidationException", text, self.put, EcsParameters=parameters, RoleArn=wrong)
            self.put(EcsParameters=parameters, RoleArn=role("starter", "events.amazonaws.com"))

        self.needs_patch(scenario)

    def test_a_rule_with_targets_stays(self):
        def scenario():
            events = client("events")
            self.rule()
            queue = "arn:aws:sqs:eu-central-1:123456789012:jobs"
            events.put_targets(Rule="job", Targets=[{"Id": "job", "Arn": queue}])
            self.refused("ValidationException", "Rule can't be deleted since it has targets.", events.delete_rule, Name="job")
            events.remove_targets(Rule="job", Ids=["job"])
            events.delete_rule(Name="job")

        self.needs_patch(scenario)
