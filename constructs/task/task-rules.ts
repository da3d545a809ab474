import { Token } from "cdktf";
import { checkContainerPort, checkStaticHostPort } from "../rules/agent-ports";
import { checkName } from "../rules/aws-names";
import { checkEcsLimit } from "../rules/ecs-limits";
import { checkFargateSize } from "../rules/fargate-sizes";
import type { Violation } from "../rules/finding";
import type { SizedContainer } from "./container";
import type { NetworkMode } from "./container-definition";
import type { TaskLayout } from "./task-layout";

const PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
/** ECS refuses containers under 6 MiB. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const LEAST_MEMORY_MIB = 6;

/** Everything wrong with a task by itself, all at once. */
export function checkTask(layout: TaskLayout): Violation[] {
  return [
    ...checkEcsLimit("containersPerTask", layout.containers.length),
    ...layout.containers.flatMap((container) => checkContainer(container, layout)),
    ...checkReferences(layout),
    ...checkNetwork(layout),
    ...checkTaskSize(layout),
  ];
}

function checkContainer(container: SizedContainer, layout: TaskLayout): Violation[] {
  const at = (prop: string) =>
    layout.containers.length === 1 ? `container.${prop}` : `containers.${container.name}.${prop}`;
  const violations: Violation[] = checkName("ecs-container", container.name).map((violation) => ({
    ...violation,
    prop: at("name"),
  }));
  if (container.port !== undefined) {
    violations.push(...checkContainerPort(container.port).map((violation) => ({ ...violation, prop: at("port") })));
  }
  violations.push(...checkMemory(container));
  const both = Object.keys(container.secrets ?? {}).filter((name) => name in (container.environment ?? {}));
  if (both.length > 0) {
    violations.push({
      code: "environment-and-secret",
      prop: at("environment"),
      got: both.join(", "),
      expected: "each variable either in environment or in secrets",
      fix: "remove it from environment",
      source: PARAMETERS,
    });
  }
  const stop = container.stopTimeoutSeconds;
  if (stop !== undefined && !(Number.isInteger(stop) && stop >= 2 && (layout.capacity === "ec2" || stop <= 120))) {
    violations.push({
      code: "stop-timeout",
      prop: at("stopTimeoutSeconds"),
      got: String(stop),
      expected: layout.capacity === "ec2" ? "2 seconds or more" : "2 to 120 seconds on Fargate",
      fix: "choose a timeout in that range",
      source: PARAMETERS,
    });
  }
  return violations;
}

function checkMemory(container: SizedContainer): Violation[] {
  const { memoryMiB, memoryReservationMiB } = container;
  const numbers = [memoryMiB, memoryReservationMiB ?? memoryMiB, container.cpu];
  if (numbers.some((value) => Token.isUnresolved(value))) return [];
  const violations: Violation[] = [];
  if (!Number.isInteger(memoryMiB) || memoryMiB < LEAST_MEMORY_MIB) {
    violations.push({
      code: "memory-minimum",
      prop: "memoryMiB",
      got: String(memoryMiB),
      expected: `a whole number of MiB, at least ${LEAST_MEMORY_MIB}`,
      fix: "give the container what it uses at its peak",
      source: PARAMETERS,
    });
  }
  if (memoryReservationMiB !== undefined && memoryReservationMiB > memoryMiB) {
    violations.push({
      code: "memory-reservation",
      prop: "memoryReservationMiB",
      got: `${memoryReservationMiB} with a hard limit of ${memoryMiB}`,
      expected: "a soft limit not above the hard one",
      fix: "lower memoryReservationMiB or raise memoryMiB",
      source: PARAMETERS,
    });
  }
  if (!Number.isInteger(container.cpu) || container.cpu < 0) {
    violations.push({
      code: "cpu-units",
      prop: "cpu",
      got: String(container.cpu),
      expected: "a whole number of CPU units, 1024 for one vCPU",
      fix: "write 256 for a quarter of a vCPU",
      source: PARAMETERS,
    });
  }
  return violations;
}

/** Names that one part of a task uses and another must define. */
function checkReferences({ containers, volumes }: TaskLayout): Violation[] {
  const names = new Set(containers.map((container) => container.name));
  const volumeNames = new Set(volumes.map((volume) => volume.name));
  const unknown = (kind: string, owner: string, name: string, known: Set<string>): Violation => ({
    code: `unknown-${kind}`,
    prop: kind === "volume" ? `${owner}.mounts` : `${owner}.dependsOn`,
    got: name,
    expected: known.size === 0 ? `a ${kind} of this task, which has none` : `one of ${[...known].join(", ")}`,
    fix: `correct the name or add the ${kind}`,
    source: PARAMETERS,
  });
  return [
    ...duplicates(containers.map((container) => container.name)).map((name) => ({
      code: "duplicate-container",
      prop: "containers",
      got: name,
      expected: "a different name for each container of a task",
      fix: "rename one",
      source: PARAMETERS,
    })),
    ...containers.flatMap((container) => [
      ...(container.mounts ?? [])
        .filter((mount) => !volumeNames.has(mount.volume))
        .map((mount) => unknown("volume", container.name, mount.volume, volumeNames)),
      ...Object.keys(container.dependsOn ?? {})
        .filter((name) => !names.has(name) || name === container.name)
        .map((name) => unknown("container", container.name, name, names)),
    ]),
  ];
}

function checkNetwork(layout: TaskLayout): Violation[] {
  const violations: Violation[] = [];
  if (layout.hostPort !== undefined && layout.hostPort !== 0) {
    violations.push(
      ...checkStaticHostPort(layout.hostPort).map((violation) => ({ ...violation, prop: "expose.hostPort" })),
    );
  }
  if (layout.capacity === "fargate" && layout.networkMode !== "awsvpc") {
    violations.push(wrongMode(layout.networkMode, "awsvpc on Fargate", "leave networkMode out"));
  }
  if (layout.capacity === "ec2" && layout.networkMode === "awsvpc" && layout.egress === "public-ip") {
    violations.push({
      code: "awsvpc-no-egress",
      prop: "networkMode",
      got: "awsvpc on EC2 in public subnets",
      expected: "a way out: such a task has an address of its own, and EC2 never gives it a public one",
      fix:
        'use networkMode: "bridge" (0 USD), or egress: "nat-instance" (about 7 USD a month), "nat-gateway" (about ' +
        "39 USD a month), or interface endpoints for every AWS service it calls (about 8 USD a month and zone each)",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    });
  }
  return violations;
}

function checkTaskSize(layout: TaskLayout): Violation[] {
  if (layout.capacity !== "fargate") return [];
  return checkFargateSize(layout.taskCpu ?? 0, layout.taskMemoryMiB ?? 0);
}

function wrongMode(got: NetworkMode, expected: string, fix: string): Violation {
  return { code: "network-mode", prop: "networkMode", got, expected, fix, source: PARAMETERS };
}

function duplicates(names: readonly string[]): string[] {
  return [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
}
