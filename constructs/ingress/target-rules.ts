import type { Violation } from "../rules/finding";
import { checkWholeNumber } from "../rules/whole-number";
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
      : checkWholeNumber({
          code: "target-stickiness",
          prop: "stickiness.seconds",
          value: stickiness.seconds,
          min: 1,
          max: 604_800,
          source: ATTRIBUTES,
        })),
    ...(stickiness?.cookie !== undefined && /^AWSALB/i.test(stickiness.cookie)
      ? [
          {
            code: "target-stickiness",
            prop: "stickiness.cookie",
            got: stickiness.cookie,
            expected: "a cookie of the application: AWSALB... are the balancer's own",
            fix: "leave cookie out",
            source: ATTRIBUTES,
          },
        ]
      : []),
    ...(slowStart === 0
      ? []
      : checkWholeNumber({
          code: "target-slow-start",
          prop: "slowStartSeconds",
          value: slowStart,
          min: 30,
          max: 900,
          source: ATTRIBUTES,
        })),
    ...(slowStart > 0 && algorithm === "least_outstanding_requests"
      ? [
          {
            code: "target-slow-start",
            prop: "slowStartSeconds",
            got: "with least_outstanding_requests",
            expected: "slow start only with round_robin",
            fix: "drop one of the two",
            source: ATTRIBUTES,
          },
        ]
      : []),
  ];
}

function checkPath({ healthCheckPath: path }: TargetGroupProps): Violation[] {
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
