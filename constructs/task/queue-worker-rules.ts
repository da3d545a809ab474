import { checkCountRange } from "../rules/count-range";
import type { Violation } from "../rules/finding";
import { LONGEST_VISIBILITY_SECONDS } from "../storage/queue-rules";
import type { SizedContainer } from "./container";
import type { QueueWorkerProps } from "./queue-worker";
import { sizedContainers } from "./task-layout";

const VISIBILITY =
  "https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-visibility-timeout.html";
const PROTECTION = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html";
/** The agent's own. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const DEFAULT_STOP_TIMEOUT_SECONDS = 30;

/** Everything wrong between a queue and its worker; the numbers of copies are judged by the service's scaling. */
export function checkWorker(props: QueueWorkerProps & { readonly min: number; readonly max: number }): Violation[] {
  return [...checkProcessing(props), ...checkCopies(props), ...checkBacklog(props.backlogPerCopy)];
}

/** How long the slowest of the containers may take to stop. */
export function stopTimeout(containers: readonly SizedContainer[]): number {
  return Math.max(...containers.map((container) => container.stopTimeoutSeconds ?? DEFAULT_STOP_TIMEOUT_SECONDS));
}

/** Said where a deployment or a smaller backlog ends work that is not finished. */
export function interruptedWork(processing: number, stop: number): Violation {
  return {
    code: "worker-interrupted",
    prop: "maxProcessingSeconds",
    got: `${processing} seconds of work in containers that are killed ${stop} seconds after they are asked to stop`,
    expected: "time to finish; what is not finished is processed again from the start",
    fix: "raise stopTimeoutSeconds (at most 120 on Fargate), or let the containers protect themselves and set protectsWork",
    source: PROTECTION,
  };
}

function checkProcessing(props: QueueWorkerProps): Violation[] {
  const { queue, maxProcessingSeconds } = props;
  const stop = stopTimeout(sizedContainers("worker", props));
  const needed = maxProcessingSeconds + stop;
  if (!Number.isInteger(maxProcessingSeconds) || maxProcessingSeconds < 1 || needed > LONGEST_VISIBILITY_SECONDS) {
    return [
      {
        code: "worker-processing",
        prop: "maxProcessingSeconds",
        got: String(maxProcessingSeconds),
        expected: `a whole number from 1 to ${LONGEST_VISIBILITY_SECONDS - stop}`,
        fix: "split the work: SQS hides a message for 12 hours at most",
        source: VISIBILITY,
      },
    ];
  }
  if (queue.visibilityTimeoutSeconds >= needed) return [];
  return [
    {
      code: "worker-visibility",
      prop: "queue",
      got: `a visibility timeout of ${queue.visibilityTimeoutSeconds} seconds`,
      expected: `at least ${needed} seconds: ${maxProcessingSeconds} to process a message and ${stop} to stop`,
      fix: `set visibilityTimeoutSeconds: ${needed} on ${queue.node.path}, or every slow message is processed twice`,
      source: VISIBILITY,
    },
  ];
}

/** The service judges them too, but only where there is scaling. */
function checkCopies({ min, max }: { readonly min: number; readonly max: number }): Violation[] {
  return checkCountRange({
    code: "worker-copies",
    prop: "min, max",
    min,
    max,
    expected: "whole numbers with 0 <= min <= max and max >= 1",
    fix: "lower min or raise max",
  });
}

function checkBacklog(backlogPerCopy: number | undefined): Violation[] {
  if (backlogPerCopy === undefined || backlogPerCopy > 0) return [];
  return [
    {
      code: "worker-backlog",
      prop: "backlogPerCopy",
      got: String(backlogPerCopy),
      expected: "more than 0",
      fix: "use the longest wait that is fine, in seconds, divided by the seconds one message takes",
      source: "https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html",
    },
  ];
}
