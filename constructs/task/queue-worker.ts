import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Cluster } from "../cluster/cluster";
import type { Alarms } from "../monitoring/alarms";
import type { ServiceThresholds } from "../monitoring/service-alarms";
import { pathName } from "../naming";
import { refuse, warn } from "../report";
import type { ScalingProps } from "../scaling/scaling-policies";
import type { TaskRole } from "../security/roles";
import type { Queue } from "../storage/queue";
import { QueueWake } from "./queue-wake";
import { checkWorker, interruptedWork, stopTimeout } from "./queue-worker-rules";
import type { OnRotation } from "./rotation-rules";
import { Service } from "./service";
import { type Task, type TaskProps, withContainers } from "./task";
import { withEnvironment } from "./with-environment";

export type QueueWorkerProps = TaskProps & {
  /** Its URL reaches the containers as `QUEUE_URL`. */
  readonly queue: Queue;
  /**
   * The longest that a message takes to process, in seconds: an assertion. The queue must hide a received message at
   * least this long and the time a stopping container has.
   */
  readonly maxProcessingSeconds: number;
  /** Copies that always run; 0 lets the last one go when there is nothing to do. @default 1 */
  readonly min?: number;
  /** Copies that run at most. @default - min, or 1: no scaling */
  readonly max?: number;
  /** Messages per copy, waiting and being processed, at which the number of copies is right. @default 10 */
  readonly backlogPerCopy?: number;
  /**
   * Whether the containers protect themselves while they process a message, so that ECS stops another copy, by
   * `PUT $ECS_AGENT_URI/task-protection/v1/state`; gives the task the permission for it. @default false
   */
  readonly protectsWork?: boolean;
  /** What a changed value of an injected secret or parameter does. @default - it redeploys the service */
  readonly onRotation?: OnRotation;
  /** @default - see each threshold */
  readonly alarmAt?: ServiceThresholds;
  readonly alarms: Alarms;
};

/**
 * A service that takes its work from a queue, with as many copies as there is work for.
 *
 * Creates: what `Service` creates; with `max` above `min` a target tracking policy on messages per copy, and with `min: 0`
 * a step policy with an alarm that starts the first copy (0.10 USD a month), two minutes after a message came. AWS makes two alarms for the tracked figure.
 * Copies are counted by the samples of their CPU metric, which costs nothing. SQS sends metrics every minute, but up to
 * 15 minutes late after six hours without any message: a worker with `min: 0` may start that late.
 *
 * @see https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking-metric-math.html
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
 */
export class QueueWorker extends Construct {
  readonly service: Service;
  readonly queue: Queue;
  readonly maxProcessingSeconds: number;
  readonly min: number;
  readonly max: number;

  constructor(scope: Construct, id: string, props: QueueWorkerProps) {
    super(scope, id);
    this.queue = props.queue;
    this.maxProcessingSeconds = props.maxProcessingSeconds;
    this.min = props.min ?? 1;
    this.max = props.max ?? Math.max(this.min, 1);
    refuse(this, checkWorker({ ...props, min: this.min, max: this.max }));
    this.service = this.#addService(props);
    this.queue.grantConsume(this.taskRole);
    if (props.protectsWork === true) this.#allowProtection();
    else this.#warnOfInterruption();
    if (this.min === 0) new QueueWake(this, "wake", { queue: this.queue, service: this.service });
  }

  get task(): Task {
    return this.service.task;
  }

  /** The application's own role; grants go here: `table.grantWrite(worker.taskRole)`. */
  get taskRole(): TaskRole {
    return this.service.taskRole;
  }

  #addService(props: QueueWorkerProps): Service {
    const { alarmAt, alarms, onRotation } = props;
    const environment = { QUEUE_URL: this.queue.url };
    const named =
      props.container === undefined ? props : { ...props, container: { name: this.node.id, ...props.container } };
    return new Service(this, "service", {
      ...withContainers(props, withEnvironment(named, environment)),
      desiredCount: this.min,
      ...(this.max > this.min ? { scaling: this.#scaling(props.cluster, props.backlogPerCopy ?? 10) } : {}),
      ...(alarmAt === undefined ? {} : { alarmAt }),
      ...(onRotation === undefined ? {} : { onRotation }),
      alarms,
    });
  }

  /**
   * Messages being processed count as much as those that wait: the last copy goes when nothing is left to do, not when
   * nothing is left to begin.
   */
  #scaling(cluster: Cluster, backlogPerCopy: number): ScalingProps {
    const messages = {
      namespace: "AWS/SQS",
      dimensions: { QueueName: this.queue.resource.name },
      statistic: "Maximum",
    };
    // Each copy sends one sample a minute. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cloudwatch-metrics.html
    const copies = {
      namespace: "AWS/ECS",
      metricName: "CPUUtilization",
      dimensions: { ClusterName: cluster.name, ServiceName: pathName(this, "service") },
      statistic: "SampleCount",
    };
    return {
      min: this.min,
      max: this.max,
      track: [
        {
          metric: {
            expression: "(waiting + working) / FILL(copies, 1)",
            from: {
              waiting: { ...messages, metricName: "ApproximateNumberOfMessagesVisible" },
              working: { ...messages, metricName: "ApproximateNumberOfMessagesNotVisible" },
              copies,
            },
          },
          target: backlogPerCopy,
        },
      ],
    };
  }

  /** Tasks of this cluster; the id of a task is not known before it runs. */
  #allowProtection(): void {
    const { id, region, partition } = awsAccount(this);
    this.taskRole.allow({
      sid: "ProtectWork",
      actions: ["ecs:GetTaskProtection", "ecs:UpdateTaskProtection"],
      resources: [`arn:${partition}:ecs:${region}:${id}:task/${this.task.cluster.name}/*`],
      reason: "a copy that processes a message keeps ECS from stopping it",
      wildcard: {
        because: "a task has its id only when it runs",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html",
      },
    });
  }

  #warnOfInterruption(): void {
    const seconds = stopTimeout(this.task.layout.containers);
    if (seconds < this.maxProcessingSeconds) warn(this, interruptedWork(this.maxProcessingSeconds, seconds));
  }
}
