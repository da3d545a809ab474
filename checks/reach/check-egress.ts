import type { Finding } from "../../constructs/rules/finding";
import type { Check } from "../check-context";
import type { RunnerView } from "../model/ecs-view";
import type { FleetView, HostPosition } from "../model/fleet-view";
import { reachFinding } from "./codes";
import { firewallMap } from "./firewall-map";
import { agentNeeds, applicationNeeds, distinct, type Need, startNeeds, startsOnHost } from "./needs";
import { networkMap } from "./network-map";
import { type Stranded, WayOut } from "./way-out";
import { waysOut } from "./ways-out-prices";

/**
 * Everything that must be fetched or called has a way there: by the hosts' agent on EC2, by the task itself on Fargate,
 * and by the application from wherever its network mode puts it.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/networking-outbound.html
 */
export const checkEgress: Check = (context) => {
  const wayOut = new WayOut(context.app, networkMap(context), firewallMap(context));
  const onHost = new Map<FleetView, Need[]>(context.ecs.fleets.map((fleet) => [fleet, agentNeeds()]));
  const findings = context.ecs.runners.flatMap((runner) => {
    const start = startNeeds(context, runner);
    const application = applicationNeeds(context, runner);
    if (!startsOnHost(runner.task, runner)) return judge(wayOut, runner, runner.position, [...start, ...application]);
    for (const fleet of runner.capacity.fleets) onHost.get(fleet)?.push(...start);
    return applicationPositions(runner).flatMap((position) => judge(wayOut, runner, position, application));
  });
  const hosts = [...onHost].flatMap(([fleet, needs]) => {
    const stranded = wayOut.stranded(fleet.position, distinct(needs));
    return report(stranded, fleet.path, fleet.provider.stack.region, fleet.position);
  });
  return [...hosts, ...findings];
};

/** A task in awsvpc mode stands by itself, one in bridge or host mode where its host stands. */
function applicationPositions({ task, position, capacity }: RunnerView): (HostPosition | undefined)[] {
  if (task.networkMode === "none") return [];
  return task.networkMode === "awsvpc" ? [position] : capacity.fleets.map((fleet) => fleet.position);
}

function judge(
  wayOut: WayOut,
  runner: RunnerView,
  position: HostPosition | undefined,
  needs: readonly Need[],
): Finding[] {
  if (position === undefined) return [];
  return report(wayOut.stranded(position, distinct(needs)), runner.path, runner.block.stack.region, position);
}

function report(
  stranded: readonly Stranded[],
  path: string,
  region: string | undefined,
  { subnets }: HostPosition,
): Finding[] {
  const [first] = stranded;
  if (first === undefined) return [];
  const targets = stranded.map(({ need }) => (need.service === undefined ? `${need.host}:${need.port}` : need.host));
  const reasons = [...new Set(stranded.map(({ because }) => because))];
  const outside = stranded.some(({ need }) => need.service === undefined);
  const services = outside ? [] : targets;
  return [
    reachFinding("reach-no-way-out", path, {
      got: `no way to ${targets.join(", ")}: ${reasons.join("; ")}`,
      expected: `a way to everything it needs for ${[...new Set(stranded.map(({ need }) => need.why))].join(", ")}`,
      fix: waysOut(region ?? "", services, subnets?.length ?? 1),
      numbers: { stranded: stranded.length },
    }),
  ];
}
