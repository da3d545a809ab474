"""A service is made and changed only with parts that are there and fit."""

from tests.case import PatchCase, client, security_group, vpc_with_zones
from tests.test_ecs_runs import FARGATE, cluster, on

INVALID = "InvalidParameterException"
WEB = {"containerDefinitions": [{"name": "web", "image": "web", "memory": 64, "portMappings": [{"containerPort": 80, "hostPort": 0}]}]}
SERVICE = {"cluster": "box", "serviceName": "web", "taskDefinition": "job", "desiredCount": 1, "capacityProviderStrategy": on("fleet")}
MODES = {"maximumPercent": 100, "minimumHealthyPercent": 100}


def target_group(kind: str, listener: bool = True) -> str:
    balancing = client("elbv2")
    vpc, subnets = vpc_with_zones("10.1")
    made = balancing.create_target_group(Name=f"web-{kind}", Protocol="HTTP", Port=80, VpcId=vpc, TargetType=kind)
    arn = made["TargetGroups"][0]["TargetGroupArn"]
    if listener:
        listen(arn, vpc, subnets)
    return arn


def listen(arn: str, vpc: str, subnets: list[str]) -> None:
    balancing = client("elbv2")
    groups = [security_group(vpc, "balancer")]
    balancer = balancing.create_load_balancer(Name="web", Subnets=subnets, SecurityGroups=groups)["LoadBalancers"][0]
    forward = [{"Type": "forward", "TargetGroupArn": arn}]
    balancing.create_listener(LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80, DefaultActions=forward)


def behind(arn: str, container: str = "web", port: int = 80):
    return [{"targetGroupArn": arn, "containerName": container, "containerPort": port}]


class NewServices(PatchCase):
    def test_a_name_is_taken_once(self):
        def scenario():
            ecs = cluster(**WEB)
            ecs.create_service(**SERVICE)
            self.refused(INVALID, "Creation of service was not idempotent.", ecs.create_service, **SERVICE)
            ecs.delete_service(cluster="box", service="web", force=True)
            ecs.create_service(**SERVICE)

        self.needs_patch(scenario)

    def test_a_target_group_without_a_listener_is_held(self):
        def scenario():
            ecs = cluster(**WEB)
            arn = target_group("instance", listener=False)
            held = "does not have an associated load balancer"
            self.held(INVALID, held, ecs.create_service, **SERVICE, loadBalancers=behind(arn))
            vpc = client("elbv2").describe_target_groups()["TargetGroups"][0]["VpcId"]
            subnets = client("ec2").describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]
            listen(arn, vpc, [subnet["SubnetId"] for subnet in subnets])
            ecs.create_service(**SERVICE, loadBalancers=behind(arn), healthCheckGracePeriodSeconds=30)

        self.needs_patch(scenario)

    def test_a_target_group_fits_the_network_mode(self):
        def scenario():
            ecs = cluster(**WEB)
            arn = target_group("ip")
            text = "has target type ip, which is incompatible with the bridge network mode specified in the task definition."
            self.refused(INVALID, text, ecs.create_service, **SERVICE, loadBalancers=behind(arn))

        self.needs_patch(scenario)

    def test_an_instance_target_group_does_not_fit_a_task_with_an_address(self):
        def scenario():
            ports = [{"containerPort": 80}]
            ecs = cluster(**{**FARGATE, "containerDefinitions": [{"name": "web", "image": "web", "portMappings": ports}]})
            arn = target_group("instance")
            subnets = [subnet["SubnetId"] for subnet in client("ec2").describe_subnets()["Subnets"][:1]]
            network = {"awsvpcConfiguration": {"subnets": subnets}}
            asked = {**SERVICE, "capacityProviderStrategy": on("FARGATE"), "networkConfiguration": network}
            text = "has target type instance, which is incompatible with the awsvpc network mode"
            self.refused(INVALID, text, ecs.create_service, **asked, loadBalancers=behind(arn))

        self.needs_patch(scenario)

    def test_a_balancer_s_container_and_port_are_in_the_task_definition(self):
        def scenario():
            ecs = cluster(**WEB)
            arn = target_group("instance")
            text = "The container api does not exist in the task definition."
            self.refused(INVALID, text, ecs.create_service, **SERVICE, loadBalancers=behind(arn, container="api"))
            text = "The container web did not have a container port 81 defined."
            self.refused(INVALID, text, ecs.create_service, **SERVICE, loadBalancers=behind(arn, port=81))
            self.refused(INVALID, "does not exist", ecs.create_service, **SERVICE, loadBalancers=behind(f"{arn}0"))

        self.needs_patch(scenario)

    def test_settings_that_exclude_each_other_are_refused(self):
        alarms = {"alarmNames": ["errors"], "enable": True, "rollback": True}
        rows = [
            ("Both maximumPercent and minimumHealthyPercent cannot be 100", {"deploymentConfiguration": MODES}),
            (
                "maximumPercent to be greater than 100",
                {"availabilityZoneRebalancing": "ENABLED", "deploymentConfiguration": {**MODES, "minimumHealthyPercent": 0}},
            ),
            ("only valid for services configured to use load balancers", {"healthCheckGracePeriodSeconds": 30}),
            ("alarms do not exist: errors", {"deploymentConfiguration": {"alarms": alarms}}),
            ("not associated with the cluster", {"capacityProviderStrategy": on("nowhere")}),
        ]
        for text, asked in rows:
            with self.subTest(text):
                self.needs_patch(
                    lambda asked=asked, text=text: self.refused(INVALID, text, cluster(**WEB).create_service, **{**SERVICE, **asked})
                )

    def test_their_sound_neighbours_are_made(self):
        def scenario():
            ecs = cluster(**WEB)
            client("cloudwatch").put_metric_alarm(
                AlarmName="errors", MetricName="m", Namespace="n", Statistic="Sum", Period=60, EvaluationPeriods=1, Threshold=1,
                ComparisonOperator="GreaterThanThreshold",
            )
            alarms = {"alarmNames": ["errors"], "enable": True, "rollback": True}
            sound = [
                {"deploymentConfiguration": {**MODES, "minimumHealthyPercent": 0}},
                {"availabilityZoneRebalancing": "ENABLED"},
                {"deploymentConfiguration": {"alarms": alarms}},
                {"schedulingStrategy": "DAEMON", "deploymentConfiguration": {**MODES, "minimumHealthyPercent": 0}},
            ]
            for number, asked in enumerate(sound):
                ecs.create_service(**{**SERVICE, "serviceName": f"web-{number}", **asked})

        self.works(scenario)


class ChangedServices(PatchCase):
    def test_a_change_is_judged_with_what_the_service_keeps(self):
        def scenario():
            ecs = cluster(**WEB)
            ecs.create_service(**SERVICE, deploymentConfiguration={**MODES, "minimumHealthyPercent": 0})
            update = {"cluster": "box", "service": "web"}
            self.refused(INVALID, "cannot be 100", ecs.update_service, **update, deploymentConfiguration={"minimumHealthyPercent": 100})
            self.refused(INVALID, "load balancers", ecs.update_service, **update, healthCheckGracePeriodSeconds=30)
            self.refused(INVALID, "not associated", ecs.update_service, **update, capacityProviderStrategy=on("nowhere"))
            ecs.update_service(**update, desiredCount=2, deploymentConfiguration={"maximumPercent": 200, "minimumHealthyPercent": 100})

        self.needs_patch(scenario)

    def test_a_service_that_was_deleted_is_not_changed(self):
        def scenario():
            ecs = cluster(**WEB)
            ecs.create_service(**SERVICE)
            ecs.delete_service(cluster="box", service="web", force=True)
            self.refused("ServiceNotActiveException", "not ACTIVE", ecs.update_service, cluster="box", service="web", desiredCount=1)

        self.needs_patch(scenario)

    def test_the_circuit_breaker_reads_back_after_an_update(self):
        def scenario():
            ecs = cluster(**WEB)
            ecs.create_service(**SERVICE)
            breaker = {"deploymentCircuitBreaker": {"enable": True, "rollback": True}}
            ecs.update_service(cluster="box", service="web", deploymentConfiguration=breaker)
            found = ecs.describe_services(cluster="box", services=["web"])["services"][0]["deploymentConfiguration"]
            self.assertEqual({**breaker, "maximumPercent": 200, "minimumHealthyPercent": 100}, found)

        self.needs_patch(scenario)
