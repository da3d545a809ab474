import pc from "picocolors";
import type { FleetReport } from "./check-fleet";
import type { PlacementReport } from "./check-placement";
import { describeFleetMemory } from "./individual";
import type { Instances } from "./instances";
import type { Workload } from "./model";

export interface DrawOptions {
  /** Background colours instead of lines between the tasks. @default false */
  readonly colour?: boolean;
}

/** Columns of a drawing: 7 for the number, 15 for the sum, the rest for the bar. */
const COLUMNS = 80;
const NUMBER_COLUMNS = 7;
const SUM_COLUMNS = 15;
const BAR_COLUMNS = COLUMNS - NUMBER_COLUMNS - SUM_COLUMNS;
/** Bars of one fleet; equal instances share one. */
const MAX_BARS = 20;

/** Draws the placement of every fleet: one bar per instance, one segment per task, as wide as its share of memory. */
export function drawPlacement(report: PlacementReport, options: DrawOptions = {}): string {
  return report.fleets.map((fleet) => drawFleet(fleet, options)).join("\n\n");
}

/** One fleet: the services as ECS places them, and the worst minute of the year when something is scheduled. */
export function drawFleet({ fleet, plan, steady, calendar }: FleetReport, options: DrawOptions = {}): string {
  const paint = painter(options.colour ?? false, plan?.workloads ?? []);
  if (plan === undefined) {
    return `${fleet.path}: nothing is known about ${fleet.instanceType}`;
  }
  const lines = [`${fleet.path}: ${describeFleetMemory(plan)}`];
  if (steady === undefined) {
    return [...lines, "  the services do not fit; see the findings"].join("\n");
  }
  lines.push("services", ...drawInstances(steady, paint));
  if (calendar !== undefined) {
    const { minute, anytime } = calendar.worst;
    const when = anytime
      ? "any minute"
      : `${new Date(minute * 60_000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
    lines.push(`worst minute of the year: ${when}`);
    lines.push(...(calendar.instances ? drawInstances(calendar.instances, paint) : [waiting(calendar.worst.running)]));
  }
  return lines.join("\n");
}

type Paint = (text: string, workload: Workload) => string;

function painter(colour: boolean, workloads: readonly Workload[]): Paint {
  const colours = pc.createColors(colour);
  const palette = [colours.bgBlue, colours.bgGreen, colours.bgMagenta, colours.bgCyan, colours.bgYellow, colours.bgRed];
  const numbers = new Map(workloads.map((workload, index) => [workload, index]));
  return (text, workload) => {
    const background = palette[(numbers.get(workload) ?? 0) % palette.length];
    return colour && background !== undefined ? colours.black(background(text)) : text;
  };
}

function drawInstances(instances: Instances, paint: Paint): string[] {
  const groups: { first: number; last: number; signature: string }[] = [];
  for (let index = 0; index < instances.count; index++) {
    const signature = instances.signature(index).replace(/^\d+/, "");
    const group = groups.at(-1);
    if (group?.signature === signature) {
      group.last = index;
    } else {
      groups.push({ first: index, last: index, signature });
    }
  }
  const lines = groups.slice(0, MAX_BARS).map(({ first, last }) => {
    const number = first === last ? `${first + 1}` : `${first + 1}-${last + 1}`;
    return number.padStart(NUMBER_COLUMNS - 2) + drawBar(instances, first, paint);
  });
  const hidden = instances.count - (groups[MAX_BARS]?.first ?? instances.count);
  return hidden > 0 ? [...lines, `  and ${hidden} more instances`] : lines;
}

function drawBar(instances: Instances, index: number, paint: Paint): string {
  const whole = Math.max(1, instances.capacity.memoryMiB);
  const used = instances.capacity.memoryMiB - instances.freeMemoryMiB(index);
  let placed = 0;
  let bar = "";
  for (const [workload, copies] of instances.tasksOn(index)) {
    for (let copy = 0; copy < copies; copy++) {
      // rounding the ends and not the widths keeps the bar as long as the sum
      const start = Math.round((placed / whole) * BAR_COLUMNS);
      placed += workload.memoryMiB;
      const width = Math.round((placed / whole) * BAR_COLUMNS) - start;
      bar += paint(segment(workload, width), workload);
    }
  }
  const free = BAR_COLUMNS - Math.round((placed / whole) * BAR_COLUMNS);
  return ` |${bar}${" ".repeat(Math.max(0, free))} ${`${used}/${whole} MiB`.padStart(SUM_COLUMNS - 1)}`;
}

/** `backend 192===|`, as much of it as fits. */
function segment({ name, memoryMiB }: Workload, width: number): string {
  if (width < 1) {
    return "";
  }
  const inner = width - 1;
  const full = `${name} ${memoryMiB}`;
  const label = full.length <= inner ? full : name.slice(0, inner);
  return `${label.padEnd(inner, "=")}|`;
}

function waiting(running: ReadonlyMap<{ readonly workload: Workload }, number>): string {
  const tasks = [...running].map(([{ workload }, copies]) => `${copies} x ${workload.name} ${workload.memoryMiB} MiB`);
  const shown = tasks.length <= 6 ? tasks : [...tasks.slice(0, 6), `${tasks.length - 6} more`];
  return `  do not fit: ${shown.join(", ")}`;
}
