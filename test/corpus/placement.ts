import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { balancedParts } from "./balanced-parts";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, type SoundParts } from "./sound-parts";

const container = { image: IMAGE };

function another({ stack, cluster, fleet }: SoundParts, id: string, memoryMiB: number, hostPort?: number): void {
  new Service(stack, id, {
    cluster,
    runOn: fleet,
    cpu: 128,
    memoryMiB,
    container: { ...container, port: 3000 },
    alarms: NOBODY,
    ...(hostPort === undefined ? {} : { expose: { hostPort } }),
  });
}

/** Section 4: memory, ports and network interfaces. */
export const PLACEMENT: readonly BrokenSystem[] = [
  built("4.1", "placement-task-too-large", "a task larger than what the host registers", (parts) => {
    another(parts, "greedy", 2000);
  }),
  built("4.1", "placement-memory", "tasks that are too large together", (parts) => {
    another(parts, "large", 900);
    another(parts, "larger", 900);
  }),
  built("4.2", "placement-host-port", "two services on one port of one host", (parts) => {
    another(parts, "first", 64, 80);
    another(parts, "second", 64, 80);
  }),
  built(
    "4.2",
    "ecs-deployment-stuck",
    "a deployment that may neither stop nor start a task",
    ({ stack, cluster, fleet }) => {
      const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
      const bounds = { minimumHealthyPercent: 100, maximumPercent: 100 };
      new Service(stack, "stuck", { cluster, runOn: fleet, ...size, container, ...bounds });
    },
  ),
  tampered(
    "4.3",
    "reach-closed-path",
    "dynamic host ports closed to the balancer",
    (file) => {
      // the agent gives out more ports than the balancer may reach
      file.rewrite("aws_launch_template", "user_data", "PORT_RANGE=32768", "PORT_RANGE=1024");
    },
    (stack) => void balancedParts(stack),
  ),
  built("4.4", "awsvpc-no-egress", "an address of its own in a public subnet", ({ stack, cluster, fleet }) => {
    const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
    new Service(stack, "alone", { cluster, runOn: fleet, ...size, container, networkMode: "awsvpc" });
  }),
  {
    info: true,
    ...built("5.8", "placement-overlapping-runs", "runs that are still at work when the next begins", (parts) => {
      const { stack, cluster, fleet } = parts;
      const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
      const timing = { schedule: "rate(10 minutes)", maxDurationMinutes: 30 } as const;
      new ScheduledTask(stack, "often", { cluster, runOn: fleet, ...size, container, ...timing });
    }),
  },
];
