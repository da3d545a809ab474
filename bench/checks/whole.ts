import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { judge } from "../../checks/check";
import { ecsView } from "../../checks/model/ecs-view";
import { synthesizedStacks } from "../../checks/model/synthesize-stacks";
import { SynthesizedApp } from "../../checks/model/synthesized-app";
import { treeView } from "../../checks/model/tree-view";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { setNamePrefix } from "../../constructs/naming";
import { Network } from "../../constructs/network/network";
import { Secret } from "../../constructs/security/secret";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";

/**
 * All checks together, cost included, on a system built with the real constructs. Prints one JSON line: seconds to
 * build and to synthesize, milliseconds of the first run of the checks (reading the JSON included; wall clock and
 * processor time), the median of three more, and the memory that the checks add at their peak.
 */
const [services = 100, schedules = 50] = process.argv.slice(2).map(Number);
const NOBODY = { none: "a benchmark: nobody is on call" };
const folder = mkdtempSync(join(tmpdir(), "stowage-bench-"));

try {
  const started = performance.now();
  const app = aLargeApp();
  const built = performance.now();
  const stacks = synthesizedStacks(app);
  const synthesized = performance.now();
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const runs = Array.from({ length: 4 }, () => timed(app, stacks));
  const [first, ...rest] = runs;
  const median = rest.map(({ wall }) => wall).sort((a, b) => a - b)[1] ?? 0;
  const figures = {
    services,
    schedules,
    findings: first?.findings ?? 0,
    buildSeconds: round((built - started) / 1000),
    synthSeconds: round((synthesized - built) / 1000),
    first: round(first?.wall ?? 0),
    firstCpu: round(first?.processor ?? 0),
    median: round(median),
    peakMiB: round(process.resourceUsage().maxRSS / 1024),
    addedMiB: round((process.resourceUsage().maxRSS * 1024 - before) / 2 ** 20),
  };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function timed(app: App, stacks: ReturnType<typeof synthesizedStacks>) {
  const started = performance.now();
  const processor = process.cpuUsage();
  const synthesized = new SynthesizedApp(stacks);
  const context = { app: synthesized, ecs: ecsView(synthesized), tree: treeView(app) };
  const { findings } = judge(context, app, { budget: { monthlyUsd: 1_000_000, freeTier: "none" } });
  const used = process.cpuUsage(processor);
  return { wall: performance.now() - started, processor: (used.user + used.system) / 1000, findings: findings.length };
}

/** One fleet that holds everything, services of eight sizes, schedules spread over the day. */
function aLargeApp(): App {
  const app = new App({ outdir: join(folder, "out"), stackTraces: false });
  const stack = new TerraformStack(app, "large");
  setNamePrefix(stack, "stowage-large");
  new AwsProvider(stack, "aws", { region: "eu-west-1" });
  new LocalBackend(new Construct(stack, "terraform"), {});
  const network = new Network(stack, "network", { cidr: "10.0.0.0/16", zones: 3, egress: "nat-gateway" });
  const cluster = new Cluster(stack, "cluster", { network });
  const hosts = Math.ceil(services / 6);
  const fleet = new Ec2Fleet(stack, "fleet", {
    cluster,
    instanceType: "t3.large",
    min: hosts,
    max: hosts + 10,
    alarms: NOBODY,
  });
  const secret = new Secret(stack, "database", { description: "connection URL" });
  const common = { cluster, runOn: fleet, cpu: 64, alarms: NOBODY };
  const container = { image: "nginx:1.27.3", environment: { LOG_LEVEL: "info" }, secrets: { DATABASE_URL: secret } };
  for (let index = 0; index < services; index++) {
    new Service(stack, `service-${index}`, { ...common, memoryMiB: 128 * (1 + (index % 8)), container });
  }
  for (let index = 0; index < schedules; index++) {
    const schedule = `cron(${(index * 7) % 60} ${(index * 5) % 24} * * ? *)` as const;
    const times = { schedule, maxDurationMinutes: 10 };
    new ScheduledTask(stack, `job-${index}`, { ...common, memoryMiB: 128, container, ...times });
  }
  return app;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
