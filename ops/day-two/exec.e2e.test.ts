import { chmod, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { CreateServiceCommand, RunTaskCommand, UpdateServiceCommand } from "@aws-sdk/client-ecs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { CLUSTER, clusterWithHost, type Emulated, emulated, registered, skipped, tools } from "./testing/emulated";

const SERVICE = "stowage-dev-backend";
const EXEC = ["exec", "backend", "-e", "dev"];

describe.skipIf(tools === undefined)(`stowage exec${skipped}`, () => {
  let world: Emulated;
  let taskDefinition: string;
  beforeAll(async () => {
    if (tools === undefined) return;
    world = await emulated();
    await clusterWithHost(world);
    taskDefinition = await registered("backend", world);
    const service = { cluster: CLUSTER, serviceName: SERVICE, taskDefinition, desiredCount: 1 };
    await world.aws.ecs.send(new CreateServiceCommand(service));
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  /** A PATH with programs that say how they were called, and end with 7. */
  async function pathWith(...programs: string[]): Promise<Record<string, string>> {
    const folder = path.join(world.folder, `bin-${programs.join("-")}`);
    await mkdir(folder, { recursive: true });
    for (const program of programs) {
      const file = path.join(folder, program);
      await writeFile(file, '#!/bin/sh\nprintf "%s\\n" "$@"\nexit 7\n');
      await chmod(file, 0o755);
    }
    return { PATH: folder };
  }
  const both = () => pathWith("aws", "session-manager-plugin");

  test("says which program is missing and where it is", async () => {
    const without = await world.stowage(EXEC, await pathWith());
    expect([without.status, without.err]).toEqual([1, expect.stringMatching(/\[exec-program-missing\] got no aws /)]);
    const half = await world.stowage(EXEC, await pathWith("aws"));
    expect(half.err).toMatch(/got no session-manager-plugin on PATH.*session-manager-working-with-install-plugin/);
  });

  test("says how ECS Exec is enabled, what is no service, and that nothing runs", async () => {
    const disabled = await world.stowage(EXEC, await both());
    expect([disabled.status, disabled.err]).toEqual([1, expect.stringContaining("[exec-not-enabled]")]);
    const task = await world.stowage(["exec", "scraper", "-e", "dev"], await both());
    expect(task.err).toContain("[workload-not-a-service]");
    await world.aws.ecs.send(
      new UpdateServiceCommand({ cluster: CLUSTER, service: SERVICE, enableExecuteCommand: true }),
    );
    const empty = await world.stowage(EXEC, await both());
    expect([empty.status, empty.err]).toEqual([1, expect.stringContaining("[exec-nothing-runs]")]);
  });

  test("hands over to the AWS CLI, and ends as it ends", async () => {
    await world.keepTasks(3);
    const started = await world.aws.ecs.send(new RunTaskCommand({ cluster: CLUSTER, taskDefinition }));
    const task = started.tasks![0]!.taskArn!;
    const { status, out } = await world.stowage([...EXEC, "--command", "ls -l /app"], await both());
    expect(status).toBe(7);
    const target = ["--region", "eu-west-1", "--cluster", CLUSTER, "--task", task, "--container", "backend"];
    const asked = ["ecs", "execute-command", ...target, "--interactive", "--command", "ls -l /app"];
    expect(out.split("\n")).toEqual(asked);
  });
});
