import type { Violation } from "../rules/finding";
import { checkWholeNumber } from "../rules/whole-number";
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
    ...checkWholeNumber({
      code: "event-duration",
      prop: "maxDurationMinutes",
      value: props.maxDurationMinutes,
      min: 1,
      expected: "a whole number of minutes, at least 1",
      fix: "declare the longest run you expect",
      source: RETRIES,
    }),
    ...checkWholeNumber({
      code: "event-retry-attempts",
      prop: "retryAttempts",
      value: props.retryAttempts,
      min: 0,
      max: 185,
      expected: "0 to 185 attempts",
      fix: "use 24, or leave it out",
      source: RETRIES,
    }),
    ...checkWholeNumber({
      code: "event-retry-age",
      prop: "retryMaxAgeSeconds",
      value: props.retryMaxAgeSeconds,
      min: 60,
      max: 86_400,
      expected: "60 to 86400 whole seconds",
      fix: "use 3600, or leave it out",
      source: RETRIES,
    }),
    ...(props.buffer === undefined ? checkPublicSpot(props) : []),
  ];
}

/** How long the queue hides an event from the other copies: the work and the stop. */
export function visibilityFor(props: EventTaskProps, buffer: EventBuffer): number {
  return buffer.maxProcessingSeconds + stopTimeout(sizedContainers("worker", props));
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
