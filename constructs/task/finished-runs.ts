import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Lazy, TerraformStack } from "cdktf";
import { Construct, type IConstruct } from "constructs";
import { type QueueSender, queueArn, queueName, queuePolicy } from "../storage/queue-policy";

/** Literal id of the one queue of a stack. */
const ID = "finished-runs";
/** The shortest that SQS keeps a message: nobody reads these. */
const RETENTION_SECONDS = 60;

/**
 * Where the rules that count finished runs send what they have matched. A rule is certain to be counted only when it has
 * a target, and this one costs nothing.
 *
 * Creates: `aws_sqs_queue`, once per stack, whose messages are gone after a minute. The first million requests a month
 * are free. A queue and not a topic, because EventBridge ignores conditions in the policies of topics.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html
 */
export class FinishedRuns extends Construct {
  readonly resource: SqsQueue;
  readonly #senders: QueueSender[] = [];

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const name = queueName(this, false);
    this.resource = new SqsQueue(this, "Default", {
      name,
      messageRetentionSeconds: RETENTION_SECONDS,
      sqsManagedSseEnabled: true,
      policy: Lazy.stringValue({ produce: () => queuePolicy(queueArn(this, name), this.#senders) }),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** Lets one rule send. */
  admit(sender: QueueSender): void {
    this.#senders.push(sender);
  }
}

/** The stack's queue of finished runs, made when it is first asked for. */
export function finishedRuns(scope: IConstruct): FinishedRuns {
  const stack = TerraformStack.of(scope);
  return (stack.node.tryFindChild(ID) as FinishedRuns | undefined) ?? new FinishedRuns(stack, ID);
}
