import type { Finding } from "../../constructs/rules/finding";
import type { Adviser } from "./adviser";
import { expectedDowntime } from "./downtime";
import type { FleetPlan } from "./fleet-plan";
import { rolls } from "./plan-tests";
import type { Roll } from "./rolling";
import { SOURCES } from "./sources";

/** What is to be said about the way a service rolls; undefined when it rolls without a gap. */
export function rollFinding(roll: Roll, plan: FleetPlan, adviser: Adviser): Finding | undefined {
  switch (roll.way) {
    case "stuck":
      return stuck(roll);
    case "no-room":
      return noRoom(roll, plan, adviser);
    case "stop-first":
      return roll.downtime ? downtime(roll) : undefined;
    default:
      return undefined;
  }
}

function stuck({ workload, lower, upper }: Roll): Finding {
  const { seconds, arithmetic } = expectedDowntime(workload);
  return {
    code: "placement-roll-stuck",
    severity: "error",
    path: workload.path,
    prop: "maximumPercent",
    got: `at least ${lower} and at most ${upper} of ${workload.desired} copies during a deployment (${percentages(workload)})`,
    expected: "room to start a copy more, or leave to stop one first",
    fix: `set maximumPercent 200, or minimumHealthyPercent 0 and accept about ${seconds} s of downtime per deployment (${arithmetic})`,
    source: SOURCES.deployment,
    numbers: { lower, upper, desired: workload.desired, downtimeSeconds: seconds },
  };
}

function noRoom({ workload, lower, upper, shortfall }: Roll, plan: FleetPlan, adviser: Adviser): Finding {
  const { seconds, arithmetic } = expectedDowntime(workload);
  const accept = `set minimumHealthyPercent 0 and accept about ${seconds} s of downtime per deployment (${arithmetic})`;
  const port = shortfall?.kind === "port";
  const shortMiB = shortfall?.kind === "memory" ? shortfall.needed - shortfall.available : 0;
  const remedy = adviser.advice(plan, port ? [] : [workload], rolls(workload.path));
  return {
    code: "placement-roll-no-room",
    severity: "error",
    path: workload.path,
    prop: "minimumHealthyPercent",
    got: port
      ? `host port ${shortfall.port} is taken on every instance by the copy that must stay until its successor is healthy`
      : `no room for the copy that must be healthy before an old one stops (${shortBy(shortfall, workload.memoryMiB)})`,
    expected: `room for one copy more of ${workload.name} (${workload.memoryMiB} MiB, ${workload.cpu} CPU units) beside all services`,
    fix: [port ? "put the service behind a load balancer, which needs no static port" : "", remedy, accept]
      .filter((part) => part !== "")
      .join(", or "),
    source: SOURCES.deployment,
    numbers: { lower, upper, desired: workload.desired, shortMiB, downtimeSeconds: seconds },
  };
}

function shortBy(shortfall: Roll["shortfall"], memoryMiB: number): string {
  switch (shortfall?.kind) {
    case "memory":
      return `${shortfall.needed - shortfall.available} MiB short`;
    case "cpu":
      return `${shortfall.needed - shortfall.available} CPU units short`;
    case "interfaces":
      return `${shortfall.needed - shortfall.available} network interface short`;
    case "instances":
      return "every instance runs a copy already";
    default:
      return `no instance has ${memoryMiB} MiB left`;
  }
}

function downtime({ workload, lower, upper, extraFits }: Roll): Finding {
  const { seconds, arithmetic } = expectedDowntime(workload);
  const ports = workload.hostPorts.map(({ port }) => port).join(", ");
  const fix = extraFits
    ? "accept it, or set minimumHealthyPercent 100 and maximumPercent 200: a copy more fits"
    : ports !== ""
      ? `accept it, or put the service behind a load balancer, which needs no static port ${ports}`
      : "accept it, or make room for one copy more and set minimumHealthyPercent 100";
  return {
    code: "placement-roll-downtime",
    severity: "info",
    path: workload.path,
    prop: "minimumHealthyPercent",
    got: `every copy may stop before the first new one runs: about ${seconds} s of downtime per deployment (${arithmetic})`,
    expected: "a deployment that keeps one copy running, or a decision that the downtime is all right",
    fix,
    source: SOURCES.deployment,
    numbers: { lower, upper, desired: workload.desired, downtimeSeconds: seconds },
  };
}

function percentages({ minimumHealthyPercent = 100, maximumPercent = 200 }: Roll["workload"]): string {
  return `minimum healthy ${minimumHealthyPercent} %, maximum ${maximumPercent} %`;
}
