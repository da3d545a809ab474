import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { type App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { type CheckOptions, type CheckReport, checkContext, judge } from "../../checks/check";
import type { CheckContext } from "../../checks/check-context";
import { ecsView } from "../../checks/model/ecs-view";
import { synthesizedStacks } from "../../checks/model/synthesize-stacks";
import { type JsonObject, SynthesizedApp } from "../../checks/model/synthesized-app";
import { SynthesizedStack } from "../../checks/model/synthesized-stack";
import { treeView } from "../../checks/model/tree-view";
import type { Cluster } from "../../constructs/cluster/cluster";
import type { Ec2Fleet, Ec2FleetProps } from "../../constructs/cluster/ec2-fleet";
import { setNamePrefix } from "../../constructs/naming";
import type { Network, NetworkProps } from "../../constructs/network/network";
import { Secret } from "../../constructs/security/secret";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { oneBox } from "../support/one-box";
import { withApp } from "../support/template";
import { type Body, Tampering } from "./tampering";

/** Where alarms of the corpus go. */
export const NOBODY = { none: "a test: nobody is on call" };
/** An image with a fixed tag, from a registry on the internet. */
export const IMAGE = "nginx:1.27.3";

/** A sound system: one box, a service and a job every six hours, both with a secret. The corpus breaks it. */
export interface SoundParts {
  readonly stack: TerraformStack;
  readonly network: Network;
  readonly cluster: Cluster;
  readonly fleet: Ec2Fleet;
  readonly secret: Secret;
  readonly service: Service;
  readonly job: ScheduledTask;
}

/** What a case may change about the sound system before it is broken. */
export interface PartChanges {
  readonly network?: Partial<NetworkProps>;
  readonly fleet?: Partial<Ec2FleetProps>;
}

/** A stack as the project's own are, apart from the backend. */
export function corpusStack(scope: Construct, id = "test", environment = "test"): TerraformStack {
  const stack = new TerraformStack(scope, id);
  setNamePrefix(stack, `stowage-${environment}`);
  new AwsProvider(stack, "aws", {
    region: "eu-west-1",
    defaultTags: [{ tags: { "stowage:environment": environment } }],
  });
  new LocalBackend(new Construct(stack, "terraform"), { path: `${id}.tfstate` });
  return stack;
}

export function soundParts(stack: TerraformStack, changes: PartChanges = {}): SoundParts {
  const box = oneBox(stack, { ...changes, fleet: { instanceType: "t3.small", ...changes.fleet } });
  const secret = new Secret(stack, "database", { description: "connection URL" });
  const common = { cluster: box.cluster, runOn: box.fleet, cpu: 128, memoryMiB: 128, alarms: NOBODY };
  const container = { image: IMAGE, secrets: { DATABASE_URL: secret } };
  const service = new Service(stack, "web", { ...common, container: { ...container, port: 3000 } });
  const job = new ScheduledTask(stack, "job", { ...common, schedule: "cron(0 0/6 * * ? *)", container });
  return { stack, ...box, secret, service, job };
}

/** How a case is made: the tree, and what is done to the file that it synthesizes to. */
export interface Making {
  readonly build: (stack: TerraformStack) => void;
  readonly tamper?: (file: Tampering) => void;
  /** Whether the environment protects its data. @default - nothing says so */
  readonly protect?: boolean;
  readonly options?: CheckOptions;
}

/** Everything the checks say about a system of one stack. */
export function reportOn({ build, tamper, protect, options }: Making): CheckReport {
  return withApp((app) => {
    if (protect !== undefined) app.node.setContext("stowage:protect", protect);
    build(corpusStack(app));
    return judge(tamper === undefined ? checkContext(app) : tamperedContext(app, tamper), app, options);
  });
}

/** The same tree, with another file than it synthesized to. */
export function tamperedContext(app: App, tamper: (file: Tampering) => void): CheckContext {
  const stacks = synthesizedStacks(app).map(({ name, json }) => {
    const copy = JSON.parse(JSON.stringify(json)) as JsonObject;
    tamper(new Tampering(copy as Body));
    return new SynthesizedStack(name, copy);
  });
  const synthesized = new SynthesizedApp(stacks);
  return { app: synthesized, ecs: ecsView(synthesized), tree: treeView(app) };
}

/** The codes of the errors and warnings, each once, sorted; and of the infos when asked. */
export function codesOf(report: CheckReport, least: "warning" | "info" = "warning"): string[] {
  const counted = report.findings.filter(({ severity }) => least === "info" || severity !== "info");
  return [...new Set(counted.map(({ code }) => code))].sort();
}
