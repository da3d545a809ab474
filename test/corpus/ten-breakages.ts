import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { Secret } from "../../constructs/security/secret";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { dev } from "../../environments/dev";
import { environmentNamed, parseEnvironment } from "../../environments/environment";
import { PlatformStack } from "../../stacks/platform-stack";
import { buildSystem, type System } from "../../stacks/system";
import { ungranted } from "./secrets";
import { IMAGE, NOBODY } from "./sound-parts";

/** The reference system with one mistake in it. */
export interface Breakage {
  readonly title: string;
  /** The mistake, as somebody would write it. */
  readonly code: string;
  /** The code of the finding that is expected first. */
  readonly expected: string;
  /** Builds it in a folder. @throws ConfigError when the environment file itself is wrong */
  readonly build: (outdir: string) => System;
  /** USD a month. @default - the environment's own */
  readonly budgetUsd?: number;
}

const FILE = "environments/dev.ts";
const container = { image: IMAGE };

/** The reference system with something added to its app stack. */
function added(add: (system: System, common: ReturnType<typeof commonOf>) => void): (outdir: string) => System {
  return (outdir) => {
    const system = buildSystem(environmentNamed("dev"), outdir);
    add(system, commonOf(system));
    return system;
  };
}

function commonOf({ platform }: System) {
  return { cluster: platform.cluster, runOn: platform.fleet, cpu: 64, memoryMiB: 32, alarms: NOBODY };
}

/** Ten ways to break the reference system, and the code that answers each. */
export const BREAKAGES: readonly Breakage[] = [
  {
    title: "1000 MiB on an instance that registers 900",
    code: 'new Service(app, "greedy", { cpu: 64, memoryMiB: 1000, ... });',
    expected: "placement-task-too-large",
    build: added(({ workloads }, common) => {
      new Service(workloads, "greedy", { ...common, memoryMiB: 1000, container });
    }),
  },
  {
    title: "Two services on port 80",
    code: 'new Service(app, "second", { ..., expose: { hostPort: 80 } }); // the backend has it',
    expected: "placement-host-port",
    build: added(({ workloads }, common) => {
      const listening = { ...container, port: 3000 };
      new Service(workloads, "second", { ...common, container: listening, expose: { hostPort: 80 } });
    }),
  },
  {
    title: "awsvpc in a public subnet",
    code: 'new Service(app, "alone", { ..., networkMode: "awsvpc" });',
    expected: "awsvpc-no-egress",
    build: added(({ workloads }, common) => {
      new Service(workloads, "alone", { ...common, container, networkMode: "awsvpc" });
    }),
  },
  {
    title: "rate(1 hours)",
    code: 'schedules: { scraper: { expression: "rate(1 hours)", ... }, ... } // environments/dev.ts',
    expected: "schedule-rate-singular",
    build: (outdir) => {
      const scraper = { ...dev.schedules.scraper, expression: "rate(1 hours)" };
      return buildSystem(parseEnvironment({ ...dev, schedules: { ...dev.schedules, scraper } }, FILE), outdir);
    },
  },
  {
    title: "A secret of another environment's stack",
    code: 'new Service(app, "reader", { ..., container: { image, secrets: { DATABASE_URL: prodPlatform.database } } });',
    expected: "secret-foreign-environment",
    build: added(({ app, workloads }, common) => {
      const prod = new PlatformStack(app, "prod-platform", environmentNamed("prod"));
      new Service(workloads, "reader", { ...common, container: { ...container, secrets: { VALUE: prod.database } } });
    }),
    budgetUsd: 1000,
  },
  {
    title: "Two schedules at midnight with 400 MiB each",
    code: 'for (const id of ["one", "two"]) new ScheduledTask(app, id, { memoryMiB: 400, schedule: "cron(0 0 * * ? *)", ... });',
    expected: "placement-calendar",
    build: added(({ workloads }, common) => {
      for (const id of ["one", "two"]) {
        const midnight = { schedule: "cron(0 0 * * ? *)", maxDurationMinutes: 20 } as const;
        new ScheduledTask(workloads, id, { ...common, memoryMiB: 400, container, ...midnight });
      }
    }),
  },
  {
    title: "A NAT gateway in a budget of 10 USD",
    code: 'network: { ..., egress: "nat-gateway" }, budget: { monthlyUsd: 10, ... } // environments/dev.ts',
    expected: "cost-over-budget",
    build: (outdir) => {
      const network = { ...dev.network, egress: "nat-gateway" };
      // behind a NAT the box has no address of its own to be found at
      const publicUrl = "https://shop.example.com";
      return buildSystem(parseEnvironment({ ...dev, network, publicUrl }, FILE), outdir);
    },
    budgetUsd: 10,
  },
  {
    title: "Two copies with one static port",
    code: 'new Service(app, "twins", { ..., desiredCount: 2, expose: { hostPort: 8080 } });',
    expected: "placement-host-port",
    build: added(({ workloads }, common) => {
      const listening = { ...container, port: 3000 };
      new Service(workloads, "twins", { ...common, desiredCount: 2, container: listening, expose: { hostPort: 8080 } });
    }),
  },
  {
    title: "A grant that is missing",
    code: 'const token = { arn: secret.arn, valueFrom: secret.valueFrom, origin: "token", grantInjection: () => {} };\nnew Service(app, "reader", { ..., container: { image, secrets: { TOKEN: token } } });',
    expected: "secret-unreadable",
    build: added(({ workloads }, common) => {
      const token = ungranted(new Secret(workloads, "token", { description: "an API token", recoveryDays: 0 }));
      new Service(workloads, "reader", { ...common, container: { ...container, secrets: { TOKEN: token } } });
    }),
  },
  {
    title: "A target group with a name of 33 characters",
    code: `new LbTargetGroup(platform, "group", { name: "${"a".repeat(33)}", ... });`,
    expected: "name-length",
    build: added(({ platform }) => {
      new LbTargetGroup(platform, "group", {
        name: "a".repeat(33),
        port: 80,
        protocol: "HTTP",
        vpcId: platform.network.id,
        deregistrationDelay: "20",
      });
    }),
  },
];
