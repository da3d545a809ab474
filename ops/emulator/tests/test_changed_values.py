"""A secret or parameter that gets a new value starts the state machine that redeploys who has it injected."""

import json

from tests.case import ACCOUNT, REGION, PatchCase, client, managed_database, role

ROLE = f"arn:aws:iam::{ACCOUNT}:role/any"
CALL = {"Cluster": "shop", "Service": "web", "ForceNewDeployment": True}


def service() -> None:
    """A service, and the role of what redeploys it."""
    role("any", "events.amazonaws.com", "states.amazonaws.com")
    ecs = client("ecs")
    ecs.create_cluster(clusterName="shop")
    container = {"name": "web", "image": "web:1", "memory": 64}
    ecs.register_task_definition(family="web", containerDefinitions=[container])
    ecs.create_service(cluster="shop", serviceName="web", taskDefinition="web", desiredCount=2)


def machine(parameters: dict) -> str:
    state = {"Type": "Task", "Resource": "arn:aws:states:::aws-sdk:ecs:updateService", "Parameters": parameters, "End": True}
    definition = json.dumps({"StartAt": "Redeploy", "States": {"Redeploy": state}})
    return client("stepfunctions").create_state_machine(name="redeploy", definition=definition, roleArn=ROLE)["stateMachineArn"]


def rule(resources: list[str], parameters: dict | None = None, state: str = "ENABLED") -> None:
    pattern = {
        "source": ["aws.secretsmanager", "aws.ssm"],
        "detail-type": ["Secret Label Updated", "Parameter Store Change"],
        "resources": resources,
        "detail": {"$or": [{"labelUpdated": ["AWSCURRENT"]}, {"operation": ["Update", "Create"]}]},
    }
    events = client("events")
    events.put_rule(Name="changes", EventPattern=json.dumps(pattern), State=state)
    target = {"Id": "redeploy", "Arn": machine(parameters or CALL), "RoleArn": ROLE, "Input": "{}"}
    events.put_targets(Rule="changes", Targets=[target])


def deployment() -> tuple[str, int]:
    found = client("ecs").describe_services(cluster="shop", services=["web"])["services"][0]
    return found["deployments"][0]["id"], found["desiredCount"]


def secret() -> str:
    return client("secretsmanager").create_secret(Name="login", SecretString="old")["ARN"]


class ChangedValues(PatchCase):
    def redeploys(self, change) -> None:
        before, copies = deployment()
        change()
        after, still = deployment()
        self.assertNotEqual(before, after)
        self.assertEqual(copies, still)

    def leaves_alone(self, change) -> None:
        before = deployment()
        change()
        self.assertEqual(before, deployment())

    def test_a_secret_that_a_person_changes(self):
        def scenario():
            service()
            arn = secret()
            rule([arn])
            self.redeploys(lambda: client("secretsmanager").put_secret_value(SecretId=arn, SecretString="new"))
            self.redeploys(lambda: client("secretsmanager").update_secret(SecretId="login", SecretString="newer"))

        self.needs_patch(scenario)

    def test_a_secret_that_rds_rotates(self):
        def scenario():
            service()
            database = managed_database()
            arn = database["MasterUserSecret"]["SecretArn"]
            rule([arn])
            self.redeploys(lambda: client("secretsmanager").rotate_secret(SecretId=arn))

        self.needs_patch(scenario)

    def test_a_parameter(self):
        def scenario():
            service()
            ssm = client("ssm")
            ssm.put_parameter(Name="/shop/key", Value="old", Type="SecureString")
            rule([f"arn:aws:ssm:{REGION}:{ACCOUNT}:parameter/shop/key"])
            self.redeploys(lambda: ssm.put_parameter(Name="/shop/key", Value="new", Type="SecureString", Overwrite=True))

        self.needs_patch(scenario)

    def test_other_secrets_other_labels_and_rules_that_are_off_redeploy_nothing(self):
        def scenario():
            service()
            arn = secret()
            secrets = client("secretsmanager")
            rule([arn])
            other = secrets.create_secret(Name="other", SecretString="x")["ARN"]
            self.leaves_alone(lambda: secrets.put_secret_value(SecretId=other, SecretString="y"))
            pending = {"SecretId": arn, "SecretString": "next", "VersionStages": ["AWSPENDING"]}
            self.leaves_alone(lambda: secrets.put_secret_value(**pending))
            client("events").disable_rule(Name="changes")
            self.leaves_alone(lambda: secrets.put_secret_value(SecretId=arn, SecretString="new"))

        self.works(scenario)

    def test_a_call_that_ecs_does_not_know_is_no_redeployment(self):
        def scenario():
            service()
            arn = secret()
            rule([arn], {**CALL, "ForceDeployment": True})
            with self.assertRaises(ValueError):
                client("secretsmanager").put_secret_value(SecretId=arn, SecretString="new")

        self.works(scenario)
