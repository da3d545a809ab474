import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { Alarm } from "../monitoring/alarm";
import type { Alarms } from "../monitoring/alarms";
import { statementId } from "../naming";
import { plainJson } from "../plain-json";
import { refuse } from "../report";
import type { TaskRole } from "../security/roles";
import { DeadLetters } from "../task/dead-letters";
import { type QueueSender, queueArn, queueName, queuePolicy } from "./queue-policy";
import { checkQueue } from "./queue-rules";

export interface QueueProps {
  /**
   * Seconds for which a received message stays hidden from others, 0 to 43200: longer than it takes to process one,
   * or it is processed twice. @default 30, SQS's own
   */
  readonly visibilityTimeoutSeconds?: number;
  /** Days for which an unread message is kept, 1 to 14. @default 4, SQS's own */
  readonly retentionDays?: number;
  /** How often a message is received before it counts as undeliverable, 1 to 1000. @default 3 */
  readonly maxReceives?: number;
  /** Strict order within a message group, and no duplicates for five minutes. @default false */
  readonly fifo?: boolean;
  /** Minutes after which a message that nobody has processed raises an alarm. @default - no such alarm */
  readonly alarmAfterMinutes?: number;
  readonly alarms: Alarms;
}

/** Waiting for a message costs one request; asking again and again costs one each. */
const LONG_POLL_SECONDS = 20;

/**
 * A queue, with a second one for what could not be processed.
 *
 * Creates: `aws_sqs_queue` (encrypted by SQS's own key, TLS only), dead letters with an alarm, and by option an alarm
 * on the age of the oldest message. Costs 0.40 USD per million requests beyond the first million a month.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/welcome.html
 */
export class Queue extends Construct {
  readonly resource: SqsQueue;
  readonly deadLetters: DeadLetters;
  readonly visibilityTimeoutSeconds: number;
  readonly fifo: boolean;
  readonly #senders: QueueSender[] = [];

  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    refuse(this, checkQueue(props));
    this.visibilityTimeoutSeconds = props.visibilityTimeoutSeconds ?? 30;
    this.fifo = props.fifo ?? false;
    this.deadLetters = new DeadLetters(this, "dead-letters", {
      of: `messages of the queue ${id}`,
      alarms: props.alarms,
      fifo: this.fifo,
    });
    const name = queueName(this, this.fifo);
    this.resource = new SqsQueue(this, "Default", {
      name,
      ...(this.fifo ? { fifoQueue: true, contentBasedDeduplication: true } : {}),
      visibilityTimeoutSeconds: this.visibilityTimeoutSeconds,
      messageRetentionSeconds: (props.retentionDays ?? 4) * 24 * 3600,
      receiveWaitTimeSeconds: LONG_POLL_SECONDS,
      sqsManagedSseEnabled: true,
      redrivePolicy: redriveTo(this.deadLetters.arn, props.maxReceives ?? 3),
      policy: Lazy.stringValue({ produce: () => queuePolicy(queueArn(this, name), this.#senders) }),
    });
    this.#addAgeAlarm(props);
  }

  get arn(): string {
    return this.resource.arn;
  }

  get url(): string {
    return this.resource.url;
  }

  /** Lets a task put messages into the queue. */
  grantSend(role: TaskRole): void {
    role.allow({
      sid: `SendTo${statementId(this)}`,
      actions: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl", "sqs:SendMessage"],
      resources: [this.arn],
      reason: "the application sends messages",
    });
  }

  /** Lets a task receive messages, keep them hidden for longer, and delete them when they are done. */
  grantConsume(role: TaskRole): void {
    role.allow({
      sid: `Consume${statementId(this)}`,
      actions: [
        "sqs:ChangeMessageVisibility",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
        "sqs:GetQueueUrl",
        "sqs:ReceiveMessage",
      ],
      resources: [this.arn],
      reason: "the application processes messages",
    });
  }

  /** Lets an AWS service put messages into the queue on behalf of one resource of this account. */
  admit(sender: QueueSender): void {
    this.#senders.push(sender);
  }

  #addAgeAlarm({ alarms, alarmAfterMinutes }: QueueProps): void {
    if (alarmAfterMinutes === undefined) return;
    new Alarm(this, "age", {
      alarms,
      effect: `Messages of ${this.node.id} wait longer than ${alarmAfterMinutes} minutes: its workers are down or too few`,
      firstAction: "look at the events of the service that reads the queue",
      runbook: "queue-age",
      when: {
        namespace: "AWS/SQS",
        metricName: "ApproximateAgeOfOldestMessage",
        dimensions: { QueueName: this.resource.name },
        statistic: "Maximum",
      },
      is: ">",
      threshold: alarmAfterMinutes * 60,
      periods: 1,
    });
  }
}

function redriveTo(arn: string, maxReceiveCount: number): string {
  return plainJson({ deadLetterTargetArn: arn, maxReceiveCount });
}
