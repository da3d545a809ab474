import { checkCountRange } from "../rules/count-range";
import { checkEcsLimit } from "../rules/ecs-limits";
import type { Violation } from "../rules/finding";
import { checkScheduleExpression } from "../rules/schedule-expression";
import { checkTimeZone } from "../rules/time-zone";
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
          {
            code: "scaling-desired",
            prop: "desiredCount",
            got: `${facts.desiredCount} with min ${min} and max ${max}`,
            expected: "min <= desiredCount <= max",
            fix: "leave desiredCount out, which means min",
            source: TARGET,
          },
        ]),
    ...(track.length > 0 || steps !== undefined || schedule.length > 0
      ? []
      : [
          {
            code: "scaling-empty",
            prop: "scaling",
            got: "no policy",
            expected: "track, steps or schedule",
            fix: "say what the number of copies follows, or use desiredCount",
            source: POLICY,
          },
        ]),
    ...track.flatMap((policy, index) => checkTracking(policy, `scaling.track.${index}`, facts)),
    ...checkTwice(track),
    ...(steps === undefined ? [] : checkSteps(steps)),
    ...schedule.flatMap(checkScheduled),
    ...repeated(schedule.map(({ id }) => id)).map((id) => ({
      code: "scaling-schedule",
      prop: "scaling.schedule",
      got: `${id} twice`,
      expected: "an id of its own for each",
      fix: "rename one",
      source: POLICY,
    })),
  ];
}

function checkBounds(prop: string, min: number, max: number): Violation[] {
  return checkCountRange({
    code: "scaling-bounds",
    prop: `${prop}.min, ${prop}.max`,
    min,
    max,
    expected: "whole numbers with 0 <= min <= max and max >= 1",
    fix: "lower min or raise max",
    source: TARGET,
  });
}

function checkTracking(policy: TargetTracking, prop: string, facts: ScalingFacts): Violation[] {
  const { metric, target } = policy;
  const percent = metric === "cpu" || metric === "memory";
  return [
    ...checkCooldowns(policy, prop),
    ...(target > 0 && (!percent || target <= 100)
      ? []
      : [
          {
            code: "scaling-target",
            prop: `${prop}.target`,
            got: String(target),
            expected: percent ? "more than 0, at most 100 percent" : "more than 0",
            fix: "use 60 for cpu",
            source: POLICY,
          },
        ]),
    ...(metric === "requests-per-copy" && !facts.countsRequests
      ? [
          {
            code: "scaling-requests",
            prop: `${prop}.metric`,
            got: "requests-per-copy without a LoadBalancer",
            expected: "a service exposed on a LoadBalancer, which counts requests",
            fix: "expose it there, or follow cpu",
            source: POLICY,
          },
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
  return repeated(names).map((name) => ({
    code: "scaling-metric-twice",
    prop: "scaling.track",
    got: `${name} twice`,
    expected: "one policy for each metric",
    fix: "keep one of the two",
    source: POLICY,
  }));
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
