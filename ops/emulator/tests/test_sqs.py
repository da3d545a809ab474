"""Queues keep what they were told."""

import json

from tests.case import ACCOUNT, REGION, PatchCase, client

POLICY = json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Principal": "*", "Action": "sqs:*"}]})
REDRIVE = '{"deadLetterTargetArn":"%s","maxReceiveCount":3}' % f"arn:aws:sqs:{REGION}:{ACCOUNT}:dead"


def attributes(url: str) -> dict:
    return client("sqs").get_queue_attributes(QueueUrl=url, AttributeNames=["All"])["Attributes"]


class Queues(PatchCase):
    def test_a_redrive_policy_reads_back_byte_for_byte(self):
        def scenario():
            sqs = client("sqs")
            sqs.create_queue(QueueName="dead")
            url = sqs.create_queue(QueueName="jobs", Attributes={"RedrivePolicy": REDRIVE})["QueueUrl"]
            self.assertEqual(REDRIVE, attributes(url)["RedrivePolicy"])

        self.needs_patch(scenario)

    def test_changing_one_attribute_keeps_the_policy(self):
        def scenario():
            sqs = client("sqs")
            url = sqs.create_queue(QueueName="jobs", Attributes={"Policy": POLICY})["QueueUrl"]
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"VisibilityTimeout": "60"})
            self.assertEqual(json.loads(POLICY), json.loads(attributes(url)["Policy"]))

        self.needs_patch(scenario)

    def test_a_redrive_allow_policy_reads_back_and_can_be_removed(self):
        def scenario():
            allow = '{"redrivePermission":"denyAll"}'
            sqs = client("sqs")
            url = sqs.create_queue(QueueName="dead", Attributes={"RedriveAllowPolicy": allow})["QueueUrl"]
            self.assertEqual(allow, attributes(url)["RedriveAllowPolicy"])
            sqs.set_queue_attributes(QueueUrl=url, Attributes={"RedriveAllowPolicy": ""})
            self.assertNotIn("RedriveAllowPolicy", attributes(url))

        self.needs_patch(scenario)
