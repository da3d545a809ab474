import type { Violation } from "../rules/finding";
import { checkFields } from "./event-fields";
import type { EventBuffer, EventTaskProps } from "./event-task";
import { addressing } from "./fargate-placement";
import { stopTimeout } from "./queue-worker-rules";
import { sizedContainers } from "./task-layout";

/** What an event task is when nothing else is said. */
export const EVENT_DEFAULTS = { maxDurationMinutes: 30, retryAttempts: 24, retryMaxAgeSeconds: 3600 } as const;
const RETRIES = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html";

/** Everything wrong with an event task besides its containers. */
export function checkEventTask(props: EventTaskProps): Violation[] {
  return [
    ...checkFields(props.fields),
    ...within("event-duration", "maxDurationMinutes", props.maxDurationMinutes, 1, Number.MAX_SAFE_INTEGER),
    ...within("event-retry-attempts", "retryAttempts", props.retryAttempts, 0, 185),
    ...within("event-retry-age", "retryMaxAgeSeconds", props.retryMaxAgeSeconds, 60, 86_400),
    ...(props.buffer === undefined ? checkPublicSpot(props) : []),
  ];
}

/** How long the queue hides an event from the other copies: the work and the stop. */
export function visibilityFor(props: EventTaskProps, buffer: EventBuffer): number {
  return buffer.maxProcessingSeconds + stopTimeout(sizedContainers("worker", props));
}

function within(code: string, prop: string, value: number | undefined, min: number, max: number): Violation[] {
  if (value === undefined || (Number.isInteger(value) && value >= min && value <= max)) return [];
  const expected =
    max === Number.MAX_SAFE_INTEGER ? `a whole number, at least ${min}` : `a whole number from ${min} to ${max}`;
  return [{ code, prop, got: String(value), expected, fix: "choose a value in that range", source: RETRIES }];
}

function checkPublicSpot({ runOn, cluster }: EventTaskProps): Violation[] {
  if (runOn.kind !== "fargate" || !runOn.spot || !addressing(runOn, cluster.network).assignPublicIp) return [];
  return [
    {
      code: "event-spot-no-egress",
      prop: "runOn",
      got: "Fargate Spot in public subnets",
      expected: "a way out: EventBridge gives a spot task no public address",
      fix: "use fargate() without spot, a network with a NAT, or buffer",
      source: "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_AwsVpcConfiguration.html",
    },
  ];
}
