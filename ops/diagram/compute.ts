import type { CheckContext } from "../../checks/check-context";
import { blocksOf, objectOf } from "../../checks/cost/terraform-document";
import type { RunnerView } from "../../checks/model/ecs-view";
import type { FleetView } from "../../checks/model/fleet-view";
import { scalingTargets } from "../../checks/model/scaling-targets";
import type { Block } from "../../checks/model/synthesized-app";
import { textOf } from "../../checks/model/synthesized-stack";
import { type DiagramArrow, type DiagramBox, type DiagramNode, ownerOf } from "./diagram";
import { tierKey } from "./network-boxes";

/** Fleets of EC2 hosts, as boxes in their subnets. */
export function fleetBoxes({ ecs }: CheckContext): DiagramBox[] {
  return ecs.fleets.map((fleet) => {
    const parent = tierKey(fleet.position.subnets);
    return {
      key: fleetKey(fleet),
      name: fleet.path,
      details: [`${sizeOf(fleet)} x ${fleet.instanceTypes.join(" or ") || "EC2 instance"}`],
      ...(parent === undefined ? {} : { parent }),
    };
  });
}

function sizeOf({ min, max }: FleetView): string {
  if (max === undefined) return min === undefined ? "some" : `at least ${min}`;
  if (min === undefined) return `up to ${max}`;
  return min === max ? `${min}` : `${min} to ${max}`;
}

export function fleetKey(fleet: FleetView): string {
  return `fleet ${fleet.path}`;
}

/** Services, and tasks that something starts: each once, however many schedules start it. */
export function computeNodes(context: CheckContext): DiagramNode[] {
  return context.ecs.runners.map((runner) => {
    const [fleet] = runner.capacity.fleets;
    const box = fleet === undefined ? tierKey(runner.position?.subnets) : fleetKey(fleet);
    const ports = runner.task.containers.flatMap((container) => container.ports.map((port) => port.containerPort));
    return {
      key: runnerKey(runner),
      kind: isService(runner) ? "service" : "task",
      name: ownerOf(runner.task.path),
      details: [
        copies(context, runner),
        ...(runner.capacity.fargate ? ["Fargate"] : []),
        ...(ports.length === 0 ? [] : [`port ${[...new Set(ports)].sort((a, b) => a - b).join(", ")}`]),
      ],
      ...(box === undefined ? {} : { box }),
    };
  });
}

export function runnerKey(runner: RunnerView): string {
  return `${isService(runner) ? "service" : "task"} ${ownerOf(runner.task.path)}`;
}

function isService({ kind }: RunnerView): boolean {
  return kind === "service" || kind === "daemon";
}

function copies({ app }: CheckContext, { kind, block, count }: RunnerView): string {
  if (kind === "daemon") return "service, one copy on each host";
  if (kind !== "service") return count === 1 ? "task" : `${count} tasks at a time`;
  const target = scalingTargets(app).get(block);
  const [min, max] = [app.number(target, "min_capacity"), app.number(target, "max_capacity")];
  if (min !== undefined && max !== undefined && min !== max) return `service, ${min} to ${max} copies`;
  return `service, ${count} ${count === 1 ? "copy" : "copies"}`;
}

/** Schedules, and what they start. */
export function scheduleParts({ app, ecs }: CheckContext): { nodes: DiagramNode[]; arrows: DiagramArrow[] } {
  const schedules = app.ofType("aws_scheduler_schedule");
  const nodes = schedules.map((block) => ({
    key: scheduleKey(block),
    kind: "schedule" as const,
    name: block.path,
    details: [
      [textOf(block.body.schedule_expression), textOf(block.body.schedule_expression_timezone)]
        .filter(Boolean)
        .join(" "),
      ...(block.body.state === "DISABLED" ? ["switched off"] : []),
    ],
  }));
  const arrows = schedules.flatMap((block) => {
    const runner = ecs.runners.find((it) => it.block === block);
    const target = objectOf(blocksOf(block.body.target)[0]);
    const group = app.target(target.input, block.stack, "aws_autoscaling_group");
    const fleet = ecs.fleets.find((it) => group !== undefined && it.group === group);
    const to = runner === undefined ? fleet && fleetKey(fleet) : runnerKey(runner);
    const label = runner === undefined ? "renews" : "starts";
    return to === undefined ? [] : [{ from: scheduleKey(block), to, label, dotted: true }];
  });
  return { nodes, arrows };
}

export function scheduleKey(block: Block): string {
  return `schedule ${block.path}`;
}
