import { fargate } from "../../constructs/task/capacity";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY } from "./sound-parts";

const container = { image: IMAGE };

/** Sections 8 and 9: task definitions, and what synthesis makes of text. */
export const TASK_DEFINITIONS: readonly BrokenSystem[] = [
  built("8.3", "fargate-memory", "a size that Fargate does not offer", ({ stack, cluster }) => {
    const size = { cpu: 256, memoryMiB: 900, alarms: NOBODY };
    new Service(stack, "odd", { cluster, runOn: fargate(), ...size, container });
  }),
  built("8.3", "memory-minimum", "less memory than Docker takes", ({ stack, cluster, fleet }) => {
    new Service(stack, "tiny", { cluster, runOn: fleet, cpu: 64, memoryMiB: 4, container, alarms: NOBODY });
  }),
  built("8.3", "memory-reservation", "a soft limit above the hard one", ({ stack, cluster, fleet }) => {
    const size = { cpu: 64, memoryMiB: 64, memoryReservationMiB: 128 };
    new Service(stack, "soft", { cluster, runOn: fleet, ...size, container, alarms: NOBODY });
  }),
  tampered("8.3", "ecs-containers-per-task", "eleven containers", (file) => {
    file.rewrite(
      "aws_ecs_task_definition",
      "container_definitions",
      /\[(.*)\]/s,
      "[$1,$1,$1,$1,$1,$1,$1,$1,$1,$1,$1]",
      "job",
    );
  }),
  built(
    undefined,
    "ecs-task-definition-bytes",
    "a task definition of more than 64 KiB",
    ({ stack, cluster, fleet }) => {
      const environment = { TEXT: "x".repeat(70_000) };
      const size = { cpu: 64, memoryMiB: 64, alarms: NOBODY };
      new Service(stack, "wordy", { cluster, runOn: fleet, ...size, container: { ...container, environment } });
    },
  ),
];
