import type { Violation } from "../rules/finding";
import { checkWholeNumber } from "../rules/whole-number";
import type { HttpTargetGroupProps, TargetGroupProps } from "./target-group";

/** How a target is asked whether it is well. */
export interface HealthCheckTiming {
  /** 5 to 300. @default 15 */
  readonly intervalSeconds?: number;
  /** 2 to 120, less than the interval. @default 5 */
  readonly timeoutSeconds?: number;
  /** Good answers in a row until it gets requests, 2 to 10. @default 2 */
  readonly healthyAfter?: number;
  /** Bad answers in a row until it gets none, 2 to 10. @default 3 */
  readonly unhealthyAfter?: number;
  /** Status codes that count as well, such as `200-299` or `200,401`. @default "200-299", for gRPC "0" */
  readonly codes?: string;
}

/** A caller stays with the copy that answered first. */
export interface Stickiness {
  /** 1 to 604800, which is seven days. */
  readonly seconds: number;
  /** A cookie of the application to follow. @default - one that the balancer sets, AWSALB */
  readonly cookie?: string;
}

const API = "https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference";
const GROUP = `${API}/API_CreateTargetGroup.html`;
const ATTRIBUTES = `${API}/API_TargetGroupAttribute.html`;

/** Everything wrong with a target group. */
export function checkTargetGroup(props: TargetGroupProps): Violation[] {
  return [
    ...checkTiming(props.healthCheck ?? {}),
    ...checkPath(props.healthCheckPath),
    ...checkWholeNumber({
      code: "target-deregistration",
      prop: "deregistrationDelaySeconds",
      value: props.deregistrationDelaySeconds,
      min: 0,
      max: 3600,
      expected: "a whole number of seconds from 0 to 3600",
      fix: "leave it out for 20 seconds",
      source: ATTRIBUTES,
    }),
    ...(props.protocol === "HTTP" ? [...checkStickiness(props.stickiness), ...checkSlowStart(props)] : []),
  ];
}

function checkTiming({
  intervalSeconds = 15,
  timeoutSeconds = 5,
  healthyAfter,
  unhealthyAfter,
}: HealthCheckTiming): Violation[] {
  const check = (name: keyof HealthCheckTiming, value: number | undefined, min: number, max: number) =>
    checkWholeNumber({
      code: "target-health-check",
      prop: `healthCheck.${name}`,
      value,
      min,
      max,
      expected: `a whole number from ${min} to ${max}`,
      fix: "a timeout is shorter than the interval; leave both out for 5 and 15 seconds",
      source: GROUP,
    });
  return [
    ...check("intervalSeconds", intervalSeconds, 5, 300),
    ...check("timeoutSeconds", timeoutSeconds, 2, Math.min(120, intervalSeconds - 1)),
    ...check("healthyAfter", healthyAfter, 2, 10),
    ...check("unhealthyAfter", unhealthyAfter, 2, 10),
  ];
}

function checkPath(path: string | undefined): Violation[] {
  if (path === undefined || (path.startsWith("/") && path.length <= 1024)) return [];
  return [
    {
      code: "target-health-check",
      prop: "healthCheckPath",
      got: path,
      expected: "a path beginning with /, at most 1024 characters",
      fix: `write /${path}`,
      source: GROUP,
    },
  ];
}

function checkStickiness(stickiness: Stickiness | undefined): Violation[] {
  if (stickiness === undefined) return [];
  const { seconds: value, cookie } = stickiness;
  const code = { code: "target-stickiness", source: ATTRIBUTES } as const;
  return [
    ...checkWholeNumber({
      ...code,
      prop: "stickiness.seconds",
      value,
      min: 1,
      max: 604_800,
      expected: "a whole number of seconds from 1 to 604800, which is a week",
      fix: "use 86400 for a day",
    }),
    ...(cookie !== undefined && /^AWSALB/i.test(cookie)
      ? [
          {
            ...code,
            prop: "stickiness.cookie",
            got: cookie,
            expected: "a cookie of the application: AWSALB... are the balancer's own",
            fix: "leave cookie out",
          },
        ]
      : []),
  ];
}

function checkSlowStart({ slowStartSeconds: value, algorithm }: HttpTargetGroupProps): Violation[] {
  if (value === undefined || value === 0) return [];
  const code = { code: "target-slow-start", prop: "slowStartSeconds", source: ATTRIBUTES } as const;
  if (algorithm === "least_outstanding_requests") {
    const expected = "slow start only with round_robin";
    return [{ ...code, got: "with least_outstanding_requests", expected, fix: "drop one of the two" }];
  }
  const expected = "a whole number of seconds from 30 to 900";
  return checkWholeNumber({ ...code, value, min: 30, max: 900, expected, fix: "leave it out for none" });
}
