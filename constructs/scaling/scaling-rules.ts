import { checkEcsLimit } from "../rules/ecs-limits";
import type { Violation } from "../rules/finding";
import { checkScheduleExpression } from "../rules/schedule-expression";
import { checkTimeZone } from "../rules/time-zone";
import { violation } from "../rules/violation";
import type { ScalingMetric, ScalingProps, ScheduledScaling, TargetTracking } from "./scaling-policies";
import { checkCooldowns, checkSteps } from "./step-rules";

const API = "https://docs.aws.amazon.com/autoscaling/application/APIReference";
const TARGET = `${API}/API_RegisterScalableTarget.html`;
const POLICY = `${API}/API_PutScalingPolicy.html`;

export interface ScalingFacts {
  readonly desiredCount: number;
  /** Whether the service is behind an Application Load Balancer, which counts requests. */
  readonly countsRequests: boolean;
}

/** Everything wrong with a service's scaling. */
export function checkScaling(props: ScalingProps, facts: ScalingFacts): Violation[] {
  const { min, max, track = [], steps, schedule = [] } = props;
  return [
    ...checkBounds("scaling", min, max),
    ...checkEcsLimit("tasksPerService", max),
    ...(facts.desiredCount >= min && facts.desiredCount <= max
      ? []
      : [
          violation(
            "scaling-desired",
            "desiredCount",
            `${facts.desiredCount} with min ${min} and max ${max}`,
            "min <= desiredCount <= max",
            "leave desiredCount out, which means min",
            TARGET,
          ),
        ]),
    ...(track.length > 0 || steps !== undefined || schedule.length > 0
      ? []
      : [
          violation(
            "scaling-empty",
            "scaling",
            "no policy",
            "track, steps or schedule",
            "say what the number of copies follows, or use desiredCount",
            POLICY,
          ),
        ]),
    ...track.flatMap((policy, index) => checkTracking(policy, `scaling.track.${index}`, facts)),
    ...checkTwice(track),
    ...(steps === undefined ? [] : checkSteps(steps)),
    ...schedule.flatMap(checkScheduled),
    ...repeated(schedule.map(({ id }) => id)).map((id) =>
      violation(
        "scaling-schedule",
        "scaling.schedule",
        `${id} twice`,
        "an id of its own for each",
        "rename one",
        POLICY,
      ),
    ),
  ];
}

function checkBounds(prop: string, min: number, max: number): Violation[] {
  if (Number.isInteger(min) && Number.isInteger(max) && min >= 0 && max >= 1 && min <= max) return [];
  return [
    violation(
      "scaling-bounds",
      `${prop}.min, ${prop}.max`,
      `${min}, ${max}`,
      "whole numbers with 0 <= min <= max and max >= 1",
      "lower min or raise max",
      TARGET,
    ),
  ];
}

function checkTracking(policy: TargetTracking, prop: string, facts: ScalingFacts): Violation[] {
  const { metric, target } = policy;
  const percent = metric === "cpu" || metric === "memory";
  return [
    ...checkCooldowns(policy, prop),
    ...(target > 0 && (!percent || target <= 100)
      ? []
      : [
          violation(
            "scaling-target",
            `${prop}.target`,
            String(target),
            percent ? "more than 0, at most 100 percent" : "more than 0",
            "use 60 for cpu",
            POLICY,
          ),
        ]),
    ...(metric === "requests-per-copy" && !facts.countsRequests
      ? [
          violation(
            "scaling-requests",
            `${prop}.metric`,
            "requests-per-copy without a LoadBalancer",
            "a service exposed on a LoadBalancer, which counts requests",
            "expose it there, or follow cpu",
            POLICY,
          ),
        ]
      : []),
  ];
}

function checkScheduled({ id, at, timeZone, min, max }: ScheduledScaling): Violation[] {
  const prop = `scaling.schedule.${id}`;
  return [
    ...checkBounds(prop, min, max),
    ...checkScheduleExpression(at).map((violation) => ({ ...violation, prop: `${prop}.at` })),
    ...(timeZone === undefined
      ? []
      : checkTimeZone(timeZone).map((violation) => ({ ...violation, prop: `${prop}.timeZone` }))),
  ];
}

/** Two policies on one metric fight each other. */
function checkTwice(track: readonly TargetTracking[]): Violation[] {
  const names = track.map(({ metric }) => metricId(metric));
  return repeated(names).map((name) =>
    violation(
      "scaling-metric-twice",
      "scaling.track",
      `${name} twice`,
      "one policy for each metric",
      "keep one of the two",
      POLICY,
    ),
  );
}

/** The name of a metric in ids and messages: `cpu`, `requests-per-copy`, `queue-depth`. */
export function metricId(metric: ScalingMetric): string {
  if (typeof metric === "string") return metric;
  const name = "expression" in metric ? Object.keys(metric.from).join("-") : metric.metricName;
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1-$2")
    .replace(/[^A-Za-z0-9]+/g, "-")
    .toLowerCase();
}

function repeated(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
