import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf, isObject } from "../cost/terraform-document";
import { throttledStartSeconds } from "../facts/throttled-start";
import type { RunnerView } from "../model/ecs-view";
import type { FleetView } from "../model/fleet-view";
import { numberOf } from "../model/synthesized-stack";
import type { ContainerView } from "../model/task-view";
import { lifecycleFinding } from "./codes";

/** The longest start period that ECS takes. https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html */
const LONGEST_START_PERIOD = 300;

/** Health checks wait as long as a host that has just booted without CPU credits takes to start its containers. */
export const checkStartPeriods: Check = (context) =>
  context.ecs.fleets.flatMap((fleet) => {
    const runners = context.ecs.runners.filter(
      ({ kind, capacity }) => (kind === "service" || kind === "daemon") && capacity.fleets.includes(fleet),
    );
    const seconds = slowestStart(fleet, containersPerHost(fleet, runners));
    if (seconds === undefined) return [];
    return runners.flatMap((runner) => [
      ...runner.task.containers.flatMap((container) => checkContainer(runner, container, seconds)),
      ...checkGrace(context, runner, seconds),
    ]);
  });

/** Of the types that the fleet may launch; undefined where none is throttled. */
function slowestStart({ template, instanceTypes }: FleetView, containers: number): number | undefined {
  if (blocksOf(template?.body.credit_specification)[0]?.cpu_credits !== "standard") return undefined;
  const seconds = instanceTypes.flatMap((type) => throttledStartSeconds(type, containers) ?? []);
  return seconds.length === 0 ? undefined : Math.max(...seconds);
}

/** A daemon is on every host; the copies of services are spread over the hosts that the fleet always has. */
function containersPerHost({ min }: FleetView, runners: readonly RunnerView[]): number {
  const hosts = Math.max(1, min ?? 1);
  const copies = ({ kind, count }: RunnerView) => (kind === "daemon" ? 1 : count / hosts);
  const sum = runners.reduce((total, runner) => total + copies(runner) * runner.task.containers.length, 0);
  return Math.max(1, Math.ceil(sum));
}

function checkContainer({ path }: RunnerView, container: ContainerView, seconds: number): Finding[] {
  const check = container.body.healthCheck;
  if (!isObject(check)) return [];
  const startPeriod = numberOf(check.startPeriod) ?? 0;
  const patience = (numberOf(check.interval) ?? 30) * (numberOf(check.retries) ?? 3);
  return tooShort(path, seconds, startPeriod, patience, {
    prop: `healthCheck of ${container.name}`,
    setting: "startPeriod",
    most: LONGEST_START_PERIOD,
  });
}

/** ECS stops a task that its balancer finds unhealthy, once the grace is over. */
function checkGrace({ app }: CheckContext, { block, path, settings }: RunnerView, seconds: number): Finding[] {
  return blocksOf(settings.load_balancer).flatMap((balancer) => {
    const group = app.target(balancer.target_group_arn, block.stack, "aws_lb_target_group");
    if (group === undefined) return [];
    const [check = {}] = blocksOf(group.body.health_check);
    // https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    const patience = (numberOf(check.interval) ?? 30) * (numberOf(check.unhealthy_threshold) ?? 2);
    const grace = numberOf(settings.health_check_grace_period_seconds) ?? 0;
    const setting = "health_check_grace_period_seconds";
    return tooShort(path, seconds, grace, patience, { prop: setting, setting, most: Number.MAX_SAFE_INTEGER });
  });
}

function tooShort(
  path: string,
  seconds: number,
  waits: number,
  patience: number,
  { prop, setting, most }: { readonly prop: string; readonly setting: string; readonly most: number },
): Finding[] {
  if (waits + patience >= seconds) return [];
  const enough = seconds - patience;
  const larger = "use a larger type or fewer containers on the host";
  return [
    lifecycleFinding("start-period-short", path, {
      prop,
      got: `${waits} s, and ${patience} s of failures in a row`,
      expected: `about ${seconds} s, in which a host that has just booted without CPU credits starts its containers (an estimate)`,
      fix: enough <= most ? `set ${setting} to ${enough} or more, or ${larger}` : larger,
      numbers: { seconds, waits: waits + patience },
    }),
  ];
}
