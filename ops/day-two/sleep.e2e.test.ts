import path from "node:path";
import { ApplicationAutoScalingClient, DescribeScalableTargetsCommand } from "@aws-sdk/client-application-auto-scaling";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeServicesCommand, RunTaskCommand, StopTaskCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { REGION } from "../../test/e2e/fixtures/synthesis";
import {
  type EmulatedStack,
  type EmulatedTerraform,
  emulateTerraform,
} from "../../test/e2e/support/emulated-terraform";
import { loadDocuments } from "../cost/load-documents";
import { EMULATOR_CREDENTIALS } from "../terraform/environment";
import type { Aws } from "./aws";
import { type Deployment, deploymentOf } from "./deployment";
import type { Screen } from "./screen";
import { putToSleep, wake } from "./sleep";
import { addHost, keepTasks, skipped, tools } from "./testing/emulated";
import { sleeper } from "./testing/sleeper";

describe.skipIf(tools === undefined)(`an environment that sleeps and wakes${skipped}`, () => {
  let world: EmulatedTerraform;
  let stack: EmulatedStack;
  let aws: Aws;
  let deployment: Deployment;
  beforeAll(async () => {
    if (tools === undefined) return;
    world = await emulateTerraform(tools);
    stack = await world.stack("sleeper", { resource: sleeper() });
    await stack.terraform.init();
    await stack.terraform.apply();
    deployment = deploymentOf(loadDocuments([path.join(world.workFolder, "sleeper")]));
    const settings = { endpoint: world.emulator.url, region: REGION, credentials: EMULATOR_CREDENTIALS };
    aws = { ...world.aws, applicationAutoScaling: new ApplicationAutoScalingClient(settings) };
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const sleep = (screen: Screen, timeoutMs = 60_000) => putToSleep({ deployment, timeoutMs }, aws, screen);
  const start = (screen: Screen) => wake({ deployment, timeoutMs: 60_000 }, aws, screen);

  /** What Terraform would change: the resource, and the settings as they are and as they were asked for. */
  async function differences(): Promise<Record<string, unknown>> {
    await stack.terraform.plan("look.plan");
    const { changes } = await stack.terraform.showPlan("look.plan");
    const real = changes.filter(({ actions }) => actions[0] !== "no-op");
    return Object.fromEntries(real.map(({ address, before, after }) => [address, differing(before, after)]));
  }

  test("hosts stay while a task runs; repeated, it goes on from there and changes the rest", async () => {
    await keepTasks(world.emulator.url, 1_000);
    await addHost("sleeper", world);
    const run = { cluster: "sleeper", taskDefinition: "sleeper", launchType: "EC2" } as const;
    const { tasks } = await world.aws.ecs.send(new RunTaskCommand(run));
    await expect(sleep(screenThat(), 0)).rejects.toThrow(
      "[sleep-tasks-running] got tasks that still run: family:sleeper",
    );
    expect([await copies("steady"), await hosts()]).toEqual([0, [2, 2]]);
    await world.aws.ecs.send(new StopTaskCommand({ cluster: "sleeper", task: tasks![0]!.taskArn! }));

    const printed: string[] = [];
    expect(await sleep(screenThat(printed))).toBe(0);
    expect(printed.join("")).toBe(
      [
        "alarms tell nobody: 1",
        "schedule disabled: sleeper-nightly (it was so)",
        "schedule disabled: sleeper-never (it was so)",
        "scaling limits 0: service/sleeper/scaled (it was so)",
        "no copies: scaled (it was so)",
        "no copies: steady (it was so)",
        "no hosts: sleeper",
        "",
      ].join("\n"),
    );
    expect([await copies("scaled"), await hosts(), await timesOfDaySuspended()]).toEqual([0, [0, 0], true]);
  });

  test("a plan while it sleeps shows exactly what sleeps", async () => {
    expect(await differences()).toEqual({
      "aws_appautoscaling_target.scaled": { min_capacity: [0, 2], max_capacity: [0, 6] },
      "aws_autoscaling_group.box": { min_size: [0, 2] },
      "aws_cloudwatch_metric_alarm.rings": { actions_enabled: [false, true] },
      "aws_ecs_service.steady": { desired_count: [0, 1] },
      "aws_scheduler_schedule.nightly": { state: ["DISABLED", "ENABLED"] },
    });
  });

  test("starting restores what the stacks ask for, twice too", async () => {
    expect(await start(screenThat())).toBe(0);
    expect(await differences()).toEqual({});
    expect([await copies("scaled"), await copies("steady"), await hosts()]).toEqual([2, 1, [2, 2]]);
    expect(await timesOfDaySuspended()).toBe(false);
    const printed: string[] = [];
    expect(await start(screenThat(printed))).toBe(0);
    expect(printed.filter((line) => !line.includes("it was so"))).toEqual(["alarms tell again: 1\n"]);
  });

  test("an apply wakes it as well, but for times of day that scale: Terraform does not see that they are suspended", async () => {
    await sleep(screenThat());
    await stack.terraform.apply();
    expect(await differences()).toEqual({});
    expect([await copies("steady"), await hosts(), await timesOfDaySuspended()]).toEqual([1, [2, 2], true]);
    await start(screenThat());
    expect(await timesOfDaySuspended()).toBe(false);
  });

  test("Ctrl-C ends the waiting with 130", async () => {
    const run = { cluster: "sleeper", taskDefinition: "sleeper", launchType: "EC2" } as const;
    await world.aws.ecs.send(new RunTaskCommand(run));
    const stop = new AbortController();
    const screen = { ...screenThat(), interrupted: stop.signal, pause: async () => stop.abort() };
    expect(await sleep(screen)).toBe(130);
    expect(await hosts()).toEqual([2, 2]);
  });

  async function copies(service: string): Promise<number | undefined> {
    const { services = [] } = await world.aws.ecs.send(
      new DescribeServicesCommand({ cluster: "sleeper", services: [service] }),
    );
    return services[0]?.desiredCount;
  }

  async function timesOfDaySuspended(): Promise<boolean | undefined> {
    const { ScalableTargets = [] } = await aws.applicationAutoScaling.send(
      new DescribeScalableTargetsCommand({ ServiceNamespace: "ecs" }),
    );
    return ScalableTargets[0]?.SuspendedState?.ScheduledScalingSuspended;
  }

  async function hosts(): Promise<unknown[]> {
    const { AutoScalingGroups: [group] = [] } = await world.aws.autoScaling.send(
      new DescribeAutoScalingGroupsCommand({}),
    );
    return [group?.MinSize, group?.DesiredCapacity];
  }
});

function differing(before: object | null, after: object | null): Record<string, unknown> {
  const [was, will] = [before ?? {}, after ?? {}] as Record<string, unknown>[];
  // To the provider, a text that is absent and an empty one are the same.
  const text = (value: unknown) => JSON.stringify(value ?? "").replaceAll("null", '""');
  const keys = Object.keys(will!).filter((key) => text(was![key]) !== text(will![key]));
  return Object.fromEntries(keys.map((key) => [key, [was![key], will![key]]]));
}

function screenThat(printed: string[] = []): Screen {
  const print = (text: string) => void printed.push(text);
  return { out: print, err: print, pause: async () => undefined, interrupted: new AbortController().signal };
}
