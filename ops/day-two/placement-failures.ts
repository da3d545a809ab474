import type { Failure } from "@aws-sdk/client-ecs";

/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html */
export const FAILURES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html";

/** What ECS's reasons not to place a task mean, and what helps. */
const REASONS: readonly (readonly [RegExp, expected: string, fix: string])[] = [
  [
    /^RESOURCE:MEMORY/,
    "a host with as much free memory as the task sets aside",
    "wait until another task has ended, or add a host",
  ],
  [/^RESOURCE:CPU/, "a host with as many free CPU units as the task sets aside", "wait, or add a host"],
  [
    /^RESOURCE:PORTS?/,
    "a host on which the task's fixed host port is free",
    "a service with a fixed port can not run twice on one host: run a scheduled task instead, or add a host",
  ],
  [/^RESOURCE:ENI/, "a host with a free network interface", "add a host, or use a larger instance type"],
  [/^AGENT/, "a host whose ECS agent is connected", "look at the host: it boots, is overloaded, or has no way out"],
  [/^ATTRIBUTE/, "a host with the attributes that the task asks for", "compare its CPU architecture and its options"],
  [/^LOCATION/, "a host in a zone that the task may run in", "compare the zones of hosts, subnets and volumes"],
  [/^(EMPTY CAPACITY PROVIDER|No Container Instances were found)/i, "a host in the cluster", "wake it: stowage start"],
  [/^(MISSING|INACTIVE)/, "a host, cluster or task definition that is there and active", "deploy the environment"],
];

/** ECS's reason with what was expected and what helps. */
export function placementFailure({ reason = "no reason given", detail }: Failure): {
  readonly got: string;
  readonly expected: string;
  readonly fix: string;
} {
  const [, expected, fix] = REASONS.find(([pattern]) => pattern.test(reason)) ?? [
    undefined,
    "a place for one more task",
    "look the reason up",
  ];
  return { got: detail === undefined ? reason : `${reason} (${detail})`, expected, fix };
}
