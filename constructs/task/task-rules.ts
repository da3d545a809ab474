import { checkStaticHostPort } from "../rules/agent-ports";
import { checkEcsLimit } from "../rules/ecs-limits";
import { checkFargateSize } from "../rules/fargate-sizes";
import type { Violation } from "../rules/finding";
import type { NetworkMode } from "./container-definition";
import { containerProp } from "./container-prop";
import { checkContainer } from "./container-rules";
import { checkDependencies } from "./dependency-rules";
import type { TaskLayout } from "./task-layout";

const PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";

/** Everything wrong with a task by itself, all at once. */
export function checkTask(layout: TaskLayout): Violation[] {
  return [
    ...checkEcsLimit("containersPerTask", layout.containers.length),
    ...layout.containers.flatMap((container) => checkContainer(container, layout)),
    ...checkReferences(layout),
    ...checkDependencies(layout.containers),
    ...checkNetwork(layout),
    ...checkTaskSize(layout),
  ];
}

/** Names that stand twice, and volumes that nobody defines. */
function checkReferences({ containers, volumes }: TaskLayout): Violation[] {
  const volumeNames = volumes.map((volume) => volume.name);
  return [
    ...duplicates(containers.map((container) => container.name)).map((name) => ({
      code: "duplicate-container",
      prop: "containers",
      got: name,
      expected: "a different name for each container of a task",
      fix: "rename one",
      source: PARAMETERS,
    })),
    ...containers.flatMap((container) =>
      (container.mounts ?? [])
        .filter((mount) => !volumeNames.includes(mount.volume))
        .map((mount) => ({
          code: "unknown-volume",
          prop: containerProp(containers, container.name, "mounts"),
          got: mount.volume,
          expected: volumes.length === 0 ? "a volume of this task, which has none" : `one of ${volumeNames.join(", ")}`,
          fix: "correct the name or add the volume",
          source: PARAMETERS,
        })),
    ),
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
