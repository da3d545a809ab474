"""SQS: the name of a deleted queue is taken for 60 seconds.

https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteQueue.html. The provider repeats the refusal for
three minutes: destroy and apply in a row work, a minute later.
"""

from moto.sqs.models import SQSBackend, sqs_backends

import clock
from patching import store_of, wraps
from relations import Call, rule

SECONDS = 60


@wraps(SQSBackend, "delete_queue")
def delete_queue(original, self, queue_name):
    original(self, queue_name)
    store_of(self, "deleted_queues")[queue_name] = clock.now()


@rule("sqs", "CreateQueue")
def the_queue_s_name_has_cooled_down(call: Call) -> None:
    deleted = store_of(call.backend(sqs_backends), "deleted_queues")
    name = call.asked.get("QueueName")
    if name in deleted and clock.now() - deleted[name] < SECONDS:
        call.hold("QueueDeletedRecently", "You must wait 60 seconds after deleting a queue before you can create another with the same name.")
    deleted.pop(name, None)
