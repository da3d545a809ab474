import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import type { Alarms } from "../monitoring/alarms";
import { pathName, physicalName, statementId } from "../naming";
import { plainJson } from "../plain-json";
import { refuse } from "../report";
import { inSameStack } from "../same-stack";
import { type EventsRole, eventsRole } from "../security/events-role";
import type { TaskRole } from "../security/roles";
import { Queue } from "../storage/queue";
import { DeadLetters } from "./dead-letters";
import { durationTag } from "./duration-tag";
import { type EventFields, message, overrides } from "./event-fields";
import type { EventPattern } from "./event-pattern";
import { checkEventTask, EVENT_DEFAULTS, visibilityFor } from "./event-task-rules";
import { QueueWorker } from "./queue-worker";
import type { OnRotation } from "./rotation-rules";
import { allowRunning } from "./run-permissions";
import { runPlacement } from "./run-placement";
import { Task, type TaskProps, withContainers } from "./task";

export type EventTaskProps = TaskProps & {
  /** Which events, such as `bucket.objectCreated({ prefix: "incoming/" })`. */
  readonly on: EventPattern;
  /** Parts of the event that the container is told. An event that lacks one of them goes to the dead letters. */
  readonly fields: EventFields;
  readonly alarms: Alarms;
} & EventDelivery;

/** How events reach the containers: each starts a task of its own, or they wait in a queue for copies that always run. */
export type EventDelivery =
  | {
      /** The longest that one run takes, in minutes: an assertion for the checks. @default 30 */
      readonly maxDurationMinutes?: number;
      /** Further attempts when ECS does not take the task, 0 to 185. @default 24 */
      readonly retryAttempts?: number;
      /** Seconds after which EventBridge gives up, 60 to 86400. @default 3600 */
      readonly retryMaxAgeSeconds?: number;
      readonly buffer?: never;
    }
  | {
      readonly buffer: EventBuffer;
      readonly maxDurationMinutes?: never;
      readonly retryAttempts?: never;
      readonly retryMaxAgeSeconds?: never;
    };

/** A queue between the events and the work: see `QueueWorker`. */
export interface EventBuffer {
  /** The longest that one event takes, in seconds. The queue hides a message that long and the time to stop. */
  readonly maxProcessingSeconds: number;
  /** Copies that always wait for events. @default 1 */
  readonly min?: number;
  /** Copies at most, however long the queue. @default - min */
  readonly max?: number;
  /** @default 10 */
  readonly backlogPerCopy?: number;
  /** What a changed value of an injected secret or parameter does. @default - it redeploys the service */
  readonly onRotation?: OnRotation;
}

/**
 * A task that an event starts, such as an object put into a bucket.
 *
 * Directly, each event starts one task, which gets the fields as environment variables and exits when it is done. A burst
 * of events is a burst of tasks: what finds no room waits for some minutes and is then lost. With `buffer` the events
 * wait in a queue instead, and a bounded number of copies take them one after another; each message is a JSON object of
 * the fields, and the container is a worker that polls `QUEUE_URL` and does not exit.
 *
 * Creates: `aws_cloudwatch_event_rule` and its target, dead letters with an alarm, what `Task` creates and a role that may
 * run it; with `buffer` a queue and what `QueueWorker` creates. Events of AWS services are free. An event may arrive
 * twice.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html
 * @see https://github.com/aws/containers-roadmap/issues/1705
 */
export class EventTask extends Construct {
  readonly rule: CloudwatchEventRule;
  readonly task: Task;
  readonly deadLetters: DeadLetters;
  /** With `buffer` only. */
  readonly worker: QueueWorker | undefined;
  /** Without `buffer` only. */
  readonly role: EventsRole | undefined;
  readonly maxDurationMinutes: number;

  constructor(scope: Construct, id: string, props: EventTaskProps) {
    super(scope, id);
    refuse(this, checkEventTask(props));
    this.maxDurationMinutes = props.maxDurationMinutes ?? EVENT_DEFAULTS.maxDurationMinutes;
    this.rule = new CloudwatchEventRule(this, "rule", {
      name: physicalName(this, "events-rule"),
      description: `Events that ${id} works on`,
      eventPattern: plainJson(props.on),
    });
    if (props.buffer === undefined) {
      this.task = this.#addTask(props);
      this.deadLetters = new DeadLetters(this, "dead-letters", { of: `events for ${id}`, alarms: props.alarms });
      this.role = this.#run(props);
    } else {
      this.worker = this.#addWorker(props, props.buffer);
      this.task = this.worker.task;
      this.deadLetters = this.worker.queue.deadLetters;
      this.#enqueue(this.worker.queue, props.fields);
    }
    this.deadLetters.admit({
      sid: `Undelivered${statementId(this)}`,
      service: "events.amazonaws.com",
      sourceArn: this.rule.arn,
    });
  }

  /** The application's own role; grants go here: `table.grantWrite(task.taskRole)`. */
  get taskRole(): TaskRole {
    return this.task.taskRole;
  }

  #addTask(props: EventTaskProps): Task {
    const task = new Task(this, "task", props);
    task.resource.tags = durationTag(this.maxDurationMinutes);
    return task;
  }

  #run(props: EventTaskProps): EventsRole {
    const { task } = this;
    const role = eventsRole(this, "events-role", pathName(this, "events"), this.rule.arn);
    allowRunning(role, task);
    const target = new CloudwatchEventTarget(this, "target", {
      rule: this.rule.name,
      targetId: "task",
      arn: task.cluster.arn,
      roleArn: role.arn,
      ecsTarget: { taskDefinitionArn: task.resource.arn, taskCount: 1, ...runPlacement(task) },
      inputTransformer: overrides(task.layout.containers[0]?.name ?? this.node.id, props.fields),
      retryPolicy: {
        maximumRetryAttempts: props.retryAttempts ?? EVENT_DEFAULTS.retryAttempts,
        maximumEventAgeInSeconds: props.retryMaxAgeSeconds ?? EVENT_DEFAULTS.retryMaxAgeSeconds,
      },
      deadLetterConfig: { arn: this.deadLetters.arn },
      dependsOn: inSameStack(this, [task.cluster.capacityAssociation, task.logs.resource]),
    });
    role.outlives(target);
    task.permissionsOutlive(target);
    return role;
  }

  #addWorker(props: EventTaskProps, buffer: EventBuffer): QueueWorker {
    const queue = new Queue(this, "queue", {
      visibilityTimeoutSeconds: visibilityFor(props, buffer),
      alarms: props.alarms,
    });
    const { node } = this;
    const named =
      props.container === undefined ? props : { ...props, container: { name: node.id, ...props.container } };
    return new QueueWorker(this, "worker", { ...withContainers(props, named), queue, ...buffer, alarms: props.alarms });
  }

  #enqueue(queue: Queue, fields: EventFields): void {
    queue.admit({ sid: `From${statementId(this)}`, service: "events.amazonaws.com", sourceArn: this.rule.arn });
    new CloudwatchEventTarget(this, "target", {
      rule: this.rule.name,
      targetId: "queue",
      arn: queue.arn,
      inputTransformer: message(fields),
      deadLetterConfig: { arn: queue.deadLetters.arn },
    });
  }
}
