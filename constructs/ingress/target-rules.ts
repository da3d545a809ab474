import type { Violation } from "../rules/finding";
import { checkWithin, violation } from "../rules/violation";
import type { TargetGroupProps } from "./target-group";

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
  const check = props.healthCheck ?? {};
  const interval = check.intervalSeconds ?? 15;
  return [
    ...checkWithin("target-health-check", "healthCheck.intervalSeconds", interval, 5, 300, GROUP),
    ...checkWithin(
      "target-health-check",
      "healthCheck.timeoutSeconds",
      check.timeoutSeconds ?? 5,
      2,
      Math.min(120, interval - 1),
      GROUP,
    ),
    ...checkWithin("target-health-check", "healthCheck.healthyAfter", check.healthyAfter ?? 2, 2, 10, GROUP),
    ...checkWithin("target-health-check", "healthCheck.unhealthyAfter", check.unhealthyAfter ?? 3, 2, 10, GROUP),
    ...checkWithin(
      "target-deregistration",
      "deregistrationDelaySeconds",
      props.deregistrationDelaySeconds ?? 20,
      0,
      3600,
      ATTRIBUTES,
    ),
    ...checkPath(props),
    ...(props.protocol === "HTTP" ? checkHttp(props) : []),
  ];
}

function checkHttp(props: Extract<TargetGroupProps, { protocol: "HTTP" }>): Violation[] {
  const { stickiness, slowStartSeconds, algorithm } = props;
  const slowStart = slowStartSeconds ?? 0;
  return [
    ...(stickiness === undefined
      ? []
      : checkWithin("target-stickiness", "stickiness.seconds", stickiness.seconds, 1, 604_800, ATTRIBUTES)),
    ...(stickiness?.cookie !== undefined && /^AWSALB/i.test(stickiness.cookie)
      ? [
          violation(
            "target-stickiness",
            "stickiness.cookie",
            stickiness.cookie,
            "a cookie of the application: AWSALB... are the balancer's own",
            "leave cookie out",
            ATTRIBUTES,
          ),
        ]
      : []),
    ...(slowStart === 0 ? [] : checkWithin("target-slow-start", "slowStartSeconds", slowStart, 30, 900, ATTRIBUTES)),
    ...(slowStart > 0 && algorithm === "least_outstanding_requests"
      ? [
          violation(
            "target-slow-start",
            "slowStartSeconds",
            "with least_outstanding_requests",
            "slow start only with round_robin",
            "drop one of the two",
            ATTRIBUTES,
          ),
        ]
      : []),
  ];
}

function checkPath({ healthCheckPath: path }: TargetGroupProps): Violation[] {
  if (path === undefined || (path.startsWith("/") && path.length <= 1024)) return [];
  return [
    violation(
      "target-health-check",
      "healthCheckPath",
      path,
      "a path beginning with /, at most 1024 characters",
      `write /${path}`,
      GROUP,
    ),
  ];
}
