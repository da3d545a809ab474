import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import type { RunnerView } from "../model/ecs-view";
import { reachFinding } from "./codes";
import { firewallMap } from "./firewall-map";

/** A host port that a service publishes is open to those it is published to. */
export const checkHostPorts: Check = (context) =>
  context.ecs.runners.flatMap((runner) => {
    const expose = context.tree.services.get(runner.path)?.expose;
    if (expose?.hostPort === undefined || expose.hostPort === 0) return [];
    return checkPublished(context, runner, expose.hostPort, expose.from ?? "0.0.0.0/0");
  });

function checkPublished(context: CheckContext, runner: RunnerView, port: number, cidr: string): Finding[] {
  const own = runner.task.networkMode === "awsvpc" ? runner.position : undefined;
  const positions = own === undefined ? runner.capacity.fleets.map((fleet) => fleet.position) : [own];
  const ports = { from: port, to: port, protocol: "tcp" } as const;
  const shut = positions.filter((position) => !firewallMap(context).letsRangeIn(position.groups, cidr, ports));
  if (shut.length === 0) return [];
  return [
    reachFinding("reach-closed-path", runner.path, {
      prop: "expose.hostPort",
      got: `port ${port} of ${(shut[0]?.groups ?? []).map((group) => group.path).join(", ")} lets ${cidr} not in`,
      expected: "a published port that its clients reach",
      fix: "remove the override that drops the rule, or publish no port",
      numbers: { port },
    }),
  ];
}
