"""A deleted queue's name is taken for a minute."""

import clock
from tests.case import PatchCase, client


class QueueNames(PatchCase):
    def test_the_name_is_held_for_60_seconds_and_free_after_them(self):
        def scenario():
            sqs = client("sqs")
            url = sqs.create_queue(QueueName="jobs")["QueueUrl"]
            sqs.delete_queue(QueueUrl=url)
            self.held("AWS.SimpleQueueService.QueueDeletedRecently", "You must wait 60 seconds", sqs.create_queue, QueueName="jobs")
            sqs.create_queue(QueueName="others")
            clock.move(60)
            sqs.create_queue(QueueName="jobs")

        self.needs_patch(scenario)
