import { CreateLogGroupCommand, CreateLogStreamCommand, PutLogEventsCommand } from "@aws-sdk/client-cloudwatch-logs";
import { CreateServiceCommand, DescribeTasksCommand, ListTasksCommand, type Task } from "@aws-sdk/client-ecs";
import { CreateRoleCommand } from "@aws-sdk/client-iam";
import { CreateScheduleCommand, CreateScheduleGroupCommand } from "@aws-sdk/client-scheduler";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { waitFor } from "../../test/e2e/support/wait-for";
import type { Workload } from "./deployment";
import { runOnce } from "./run";
import type { Screen } from "./screen";
import { CLUSTER, clusterWithHost, type Emulated, emulated, registered, skipped, tools } from "./testing/emulated";

const GROUP = "/stowage-dev/scraper";
const SCRAPER: Workload = {
  name: "scraper",
  family: "stowage-dev-scraper",
  logGroups: [GROUP],
  injected: [],
  schedules: [{ group: "stowage-dev-schedules", name: "stowage-dev-scraper", enabled: true }],
};

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" }],
};

describe.skipIf(tools === undefined)(`stowage run${skipped}`, () => {
  let world: Emulated;
  let revision: string;
  beforeAll(async () => {
    if (tools === undefined) return;
    world = await emulated();
    await clusterWithHost(world);
    revision = await registered("scraper", world);
    await registered("scraper", world); // newer, not deployed
    await world.aws.scheduler.send(new CreateScheduleGroupCommand({ Name: "stowage-dev-schedules" }));
    await world.aws.iam.send(
      new CreateRoleCommand({ RoleName: "scheduler", AssumeRolePolicyDocument: JSON.stringify(TRUST) }),
    );
    // A role that was just made is unknown to Scheduler for some seconds.
    await waitFor("Scheduler to know its role", () =>
      schedule("scraper", revision).then(
        () => true,
        () => false,
      ),
    );
    await schedule("notifier", await registered("notifier", world, 999_999));
    const taskDefinition = await registered("backend", world);
    await world.aws.ecs.send(
      new CreateServiceCommand({
        cluster: CLUSTER,
        serviceName: "stowage-dev-backend",
        taskDefinition,
        desiredCount: 1,
      }),
    );
    await world.aws.logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  async function schedule(workload: string, taskDefinition: string): Promise<void> {
    const { scheduler } = world.aws;
    const account = world.emulator.account;
    await scheduler.send(
      new CreateScheduleCommand({
        GroupName: "stowage-dev-schedules",
        Name: `stowage-dev-${workload}`,
        ScheduleExpression: "rate(6 hours)",
        FlexibleTimeWindow: { Mode: "OFF" },
        Target: {
          Arn: `arn:aws:ecs:eu-west-1:${account}:cluster/${CLUSTER}`,
          RoleArn: `arn:aws:iam::${account}:role/scheduler`,
          EcsParameters: { TaskDefinitionArn: taskDefinition, LaunchType: "EC2" },
        },
      }),
    );
  }

  async function taskOf(err: string): Promise<Task> {
    const id = /as task (\w\S+)/.exec(err)?.[1] ?? "";
    const { tasks = [] } = await world.aws.ecs.send(new DescribeTasksCommand({ cluster: CLUSTER, tasks: [id] }));
    return tasks[0]!;
  }

  test("starts what the schedule would start, in the deployed revision, with another command", async () => {
    const args = ["run", "scraper", "-e", "dev", "--no-wait", "--command", "--source 'the shop' --once"];
    const { status, err } = await world.stowage(args);
    expect([status, err]).toEqual([0, expect.stringMatching(/^started scraper as task/)]);
    expect(await taskOf(err)).toMatchObject({
      taskDefinitionArn: revision,
      startedBy: "stowage-run",
      launchType: "EC2",
      overrides: { containerOverrides: [{ name: "scraper", command: ["--source", "the shop", "--once"] }] },
    });
  });

  test("a service's own task definition, once", async () => {
    const { status, err } = await world.stowage(["run", "backend", "-e", "dev", "--no-wait", "--command", "migrate"]);
    expect(status).toBe(0);
    expect((await taskOf(err)).taskDefinitionArn).toMatch(/stowage-dev-backend:1$/);
  });

  test("waits for the end, shows what this task wrote and nothing else, and ends with its exit status", async () => {
    const printed: string[] = [];
    const screen = screenThat(printed, async () => {
      const { taskArns = [] } = await world.aws.ecs.send(
        new ListTasksCommand({ cluster: CLUSTER, family: SCRAPER.family }),
      );
      for (const arn of taskArns) await write(arn.split("/").at(-1)!);
    });
    expect(await runOnce({ workload: SCRAPER, wait: true, timeoutMs: 60_000 }, world.aws, screen)).toBe(0);
    const id = /as task (\w+)/.exec(printed[0] ?? "")?.[1] ?? "";
    const shown = printed.filter((line) => line.includes("I am"));
    expect(shown).toEqual([expect.stringMatching(new RegExp(`Z ${id.slice(0, 8)} I am ${id}`))]);
  });

  test("gives up waiting with 124 and says that it goes on", async () => {
    const printed: string[] = [];
    const options = { workload: SCRAPER, wait: true, timeoutMs: 0 };
    expect(await runOnce(options, world.aws, screenThat(printed))).toBe(124);
    expect(printed.at(-1)).toContain(`aws ecs stop-task --region eu-west-1 --cluster ${CLUSTER} --task `);
  });

  test("says why a task has no place", async () => {
    const { status, err } = await world.stowage(["run", "notifier", "-e", "dev"]);
    expect([status, err]).toEqual([1, expect.stringContaining("[run-not-placed]")]);
  });

  const written = new Set<string>();
  async function write(id: string): Promise<void> {
    if (written.has(id)) return;
    written.add(id);
    const stream = { logGroupName: GROUP, logStreamName: `scraper/scraper/${id}` };
    await world.aws.logs.send(new CreateLogStreamCommand(stream));
    await world.aws.logs.send(
      new PutLogEventsCommand({ ...stream, logEvents: [{ timestamp: Date.now(), message: `I am ${id}` }] }),
    );
  }
});

function screenThat(printed: string[], pause: () => Promise<void> = async () => undefined): Screen {
  const print = (text: string) => void printed.push(text);
  return { out: print, err: print, pause, interrupted: new AbortController().signal };
}
