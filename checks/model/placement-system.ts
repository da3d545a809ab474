import { checkTimeZone } from "../../constructs/rules/time-zone";
import type { NetworkMode } from "../../constructs/task/container-definition";
import { blocksOf, objectOf } from "../cost/terraform-document";
import {
  deductedMemoryMiB,
  type Fleet,
  type HostPort,
  type PlacementConstraint,
  type PlacementStrategy,
  type PlacementSystem,
  type Workload,
} from "../placement/model";
import type { EcsView, RunnerView } from "./ecs-view";
import type { FleetView } from "./fleet-view";
import { smallestType } from "./instance-choice";
import { scalingTargets } from "./scaling-targets";
import type { Block, JsonObject, SynthesizedApp } from "./synthesized-app";
import { numberOf, textOf } from "./synthesized-stack";
import type { TaskView } from "./task-view";
import type { TreeView } from "./tree-view";

/** What the placement proof reads, taken from the JSON; only what the hosts keep for themselves comes from the tree. */
export function placementSystem(app: SynthesizedApp, ecs: EcsView, tree: TreeView): PlacementSystem {
  const scalers = scalingTargets(app);
  return {
    fleets: ecs.fleets.flatMap((fleet) => fleetOf(app, fleet, tree)),
    workloads: ecs.runners.flatMap((runner) => workloadOf(app, runner, scalers.get(runner.block))),
  };
}

function fleetOf(app: SynthesizedApp, view: FleetView, tree: TreeView): Fleet[] {
  const { min, max, path, provider, position } = view;
  const instanceType = smallestType(view.instanceTypes);
  if (min === undefined || max === undefined || instanceType === undefined) return [];
  const desired = app.number(view.group, "desired_capacity");
  return [
    {
      name: path,
      path,
      instanceType,
      region: provider.stack.region ?? "",
      min,
      max,
      ...(desired === undefined ? {} : { desired }),
      managedScaling: view.managedScaling && max > min,
      reservedMemoryMiB: tree.fleets.get(path)?.reservedMemoryMiB ?? reservedMemory(view.userData),
      trunking: trunks(app, provider),
      zones: (position.subnets ?? [undefined]).map((subnet, index) => zoneName(subnet, index)),
    },
  ];
}

/** As the agent's settings in the user data say. */
function reservedMemory(userData: string): number {
  return Number(/(?:ECS_RESERVED_MEMORY=|reserved-memory = )(\d+)/.exec(userData)?.[1] ?? 0);
}

/** Zones are chosen by AWS at apply time, so they are told apart by position only. */
function zoneName(subnet: Block | undefined, index: number): string {
  const zone = textOf(subnet?.body.availability_zone);
  return zone === undefined || zone.includes("${") ? `zone-${index + 1}` : zone;
}

function trunks(app: SynthesizedApp, { stack }: Block): boolean {
  return app
    .ofType("aws_ecs_account_setting_default")
    .some(
      (setting) =>
        setting.stack === stack && setting.body.name === "awsvpcTrunking" && setting.body.value === "enabled",
    );
}

function workloadOf(app: SynthesizedApp, runner: RunnerView, scaler: Block | undefined): Workload[] {
  const [fleet] = runner.capacity.fleets;
  if (runner.capacity.fargate || fleet === undefined || runner.block.body.state === "DISABLED") return [];
  const { task, path } = runner;
  const maximum = app.number(scaler, "max_capacity");
  return [
    {
      kind: runner.kind === "service" || runner.kind === "daemon" ? runner.kind : "scheduled",
      name: path.slice(path.lastIndexOf("/") + 1),
      path,
      fleet: fleet.path,
      desired: runner.count,
      ...(maximum === undefined ? {} : { maxCount: maximum }),
      ...percentages(app, runner),
      cpu: task.cpu ?? task.containers.reduce((sum, container) => sum + container.cpu, 0),
      memoryMiB: deductedMemoryMiB(task.memoryMiB, task.containers.map(memoryOf)),
      hostPorts: hostPorts(task),
      networkMode: task.networkMode satisfies NetworkMode,
      ...(task.architecture === undefined ? {} : { architecture: task.architecture }),
      constraints: blocksOf(runner.settings.placement_constraints).flatMap(constraint),
      ...strategies(runner.settings),
      ...timing(task),
      ...schedule(runner),
    },
  ];
}

function memoryOf({ memoryMiB, memoryReservationMiB }: TaskView["containers"][number]) {
  return {
    ...(memoryMiB === undefined ? {} : { memoryMiB }),
    ...(memoryReservationMiB === undefined ? {} : { memoryReservationMiB }),
  };
}

function percentages(app: SynthesizedApp, { block }: RunnerView) {
  const minimumHealthyPercent = app.number(block, "deployment_minimum_healthy_percent");
  const maximumPercent = app.number(block, "deployment_maximum_percent");
  return {
    ...(minimumHealthyPercent === undefined ? {} : { minimumHealthyPercent }),
    ...(maximumPercent === undefined ? {} : { maximumPercent }),
  };
}

/** Ports of the host that only one task at a time can have. */
export function hostPorts({ networkMode, containers }: TaskView): HostPort[] {
  if (networkMode !== "bridge" && networkMode !== "host") return [];
  return containers
    .flatMap((container) => container.ports)
    .map(({ hostPort, containerPort, protocol }) => ({
      port: networkMode === "host" ? containerPort : (hostPort ?? 0),
      protocol,
    }))
    .filter(({ port }) => port > 0);
}

function constraint({ type, expression }: JsonObject): PlacementConstraint[] {
  if (type === "distinctInstance") return [{ type }];
  return type === "memberOf" ? [{ type, expression: textOf(expression) ?? "" }] : [];
}

function strategies(settings: JsonObject): { strategies?: readonly PlacementStrategy[] } {
  const listed = blocksOf(settings.ordered_placement_strategy ?? settings.placement_strategy).flatMap(strategy);
  return listed.length === 0 ? {} : { strategies: listed };
}

function strategy({ type, field }: JsonObject): PlacementStrategy[] {
  if (type === "random") return [{ type }];
  if (type === "spread") return [{ type, field: textOf(field) ?? "" }];
  return type === "binpack" && (field === "cpu" || field === "memory") ? [{ type, field }] : [];
}

/** The slowest container decides how long the task takes to stop. */
function timing({ containers }: TaskView): Pick<Workload, "timing"> {
  const stops = containers.flatMap(({ stopTimeoutSeconds }) => stopTimeoutSeconds ?? []);
  return stops.length === 0 ? {} : { timing: { stopTimeoutSeconds: Math.max(...stops) } };
}

/** The longest run, which ScheduledTask writes into a tag of its task definition. */
const DURATION_TAG = "stowage:max-duration-minutes";

function schedule({ kind, block, task }: RunnerView): Partial<Workload> {
  const expression = textOf(block.body.schedule_expression);
  const timeZone = textOf(block.body.schedule_expression_timezone);
  if (kind !== "schedule" || expression === undefined || checkTimeZone(timeZone ?? "UTC").length > 0) return {};
  const minutes = numberOf(objectOf(task.block.body.tags)[DURATION_TAG]);
  const startsAt = textOf(block.body.start_date);
  const endsAt = textOf(block.body.end_date);
  const window = Number(blocksOf(block.body.flexible_time_window)[0]?.maximum_window_in_minutes ?? 0);
  return {
    timetable: {
      expression,
      ...(timeZone === undefined ? {} : { timeZone }),
      ...(startsAt === undefined ? {} : { startsAt }),
      ...(endsAt === undefined ? {} : { endsAt }),
    },
    ...(minutes === undefined ? {} : { maxDurationMinutes: minutes }),
    flexibleWindowMinutes: window,
  };
}
