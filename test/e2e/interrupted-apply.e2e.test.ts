import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { explainOutside } from "../../ops/terraform/adoption/explain";
import { findOutsideState, meetsExisting } from "../../ops/terraform/adoption/find-outside-state";
import { IMPORTS_FILE, importsHcl, importsJson } from "../../ops/terraform/adoption/import-blocks";
import { parseMessage, type ResourceEvent } from "../../ops/terraform/messages";
import { TerraformError } from "../../ops/terraform/terraform";
import { instant, instantAndSlow, slow } from "./fixtures/cheap";
import { REGION } from "./fixtures/synthesis";
import { addFile, type EmulatedStack, type EmulatedTerraform, emulateTerraform } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";
import { looking } from "./support/looking";

const { tools, skipped } = localTools();

describe.skipIf(tools === undefined)(`an apply that does not end well${skipped}`, { concurrent: true }, () => {
  let world: EmulatedTerraform;
  beforeAll(async () => {
    if (tools !== undefined) world = await emulateTerraform(tools);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test("SIGTERM releases the lock and saves the state, and the next apply converges", async () => {
    const one = await world.stack("term", instantAndSlow("term"));
    await one.terraform.init();
    const apply = startApply(one);
    await untilHalfDone(apply);
    apply.child.kill("SIGTERM");
    expect(await apply.exitCode).toBe(1);
    const saved = (await one.terraform.pullState()).resources.map(({ address }) => address);
    expect(saved).toEqual(expect.arrayContaining(["aws_cloudwatch_log_group.log", "aws_iam_role.task"]));
    expect(saved).not.toContain("aws_ecs_task_definition.task");
    await applyAndExpectNoChanges(one);
  });

  test("SIGKILL leaves the lock: the next run says who holds it, since when and how to clear it", async () => {
    const one = await world.stack("kill", { resource: instant("kill") });
    await one.terraform.init();
    await one.terraform.apply();
    const grown = await world.stack("kill", instantAndSlow("kill"), "kill-grown");
    await grown.terraform.init();
    const apply = startApply(grown);
    await apply.until(({ kind, type }) => kind === "start" && type === "aws_ecs_cluster");
    apply.child.kill("SIGKILL");
    await apply.exitCode;

    const error = await failure(grown.terraform.plan("next.plan"));
    expect(error.lock).toMatchObject({ path: "fixture-terraform-state/kill.tfstate", operation: "OperationTypeApply" });
    expect(error.lock?.who).toMatch(/.+@.+/);
    expect(Date.now() - (error.lock?.created.getTime() ?? 0)).toBeLessThan(120_000);
    expect(error.message).toMatch(
      /\[state-locked\] the state .* is locked by .+@.+, running apply since \d{4}-.*\(\d+ seconds ago\)/,
    );
    expect(error.message).toContain(`terraform force-unlock ${error.lock?.id}`);

    await expect(grown.terraform.forceUnlock("not-the-id")).rejects.toThrow(TerraformError);
    await grown.terraform.forceUnlock(error.lock?.id ?? "");
    await applyAndExpectNoChanges(grown);
  });

  test("what a killed first apply created is named with the import blocks that adopt it, and then it converges", async () => {
    const one = await world.stack("lost", instantAndSlow("lost"));
    await one.terraform.init();
    const apply = startApply(one);
    const created = apply.until(({ kind, type }) => kind === "complete" && type === "aws_iam_role");
    const logged = apply.until(({ kind, type }) => kind === "complete" && type === "aws_cloudwatch_log_group");
    await Promise.all([
      created,
      logged,
      apply.until(({ kind, type }) => kind === "start" && type === "aws_ecs_cluster"),
    ]);
    apply.child.kill("SIGKILL");
    await apply.exitCode;
    const locked = await failure(one.terraform.plan("next.plan"));
    await one.terraform.forceUnlock(locked.lock?.id ?? "");

    const refused = await failure(one.terraform.apply());
    expect(meetsExisting(refused.diagnostics)).toBe(true);
    const text = explainOutside("lost", await findOutsideState(looking(one, world)), REGION);
    expect(text).toContain("[outside-state] 2 resources exist that the state of lost does not know");
    expect(text).toContain('import {\n  to = aws_iam_role.task\n  id = "lost-task"\n}');
    expect(text).toContain('import {\n  to = aws_cloudwatch_log_group.log\n  id = "/lost/app"\n}');
    // as printed, one in each syntax
    await addFile(one, IMPORTS_FILE, importsJson([{ address: "aws_iam_role.task", id: "lost-task" }]));
    await addFile(one, "imports.tf", importsHcl([{ address: "aws_cloudwatch_log_group.log", id: "/lost/app" }]));
    await applyAndExpectNoChanges(one);
  });

  test("of two applies at once exactly one is refused by the lock, and nothing is damaged", async () => {
    const fixture = { resource: slow("both") };
    const [one, other] = await Promise.all([
      world.stack("both", fixture, "both-1"),
      world.stack("both", fixture, "both-2"),
    ]);
    await Promise.all([one.terraform.init(), other.terraform.init()]);
    const applies = [startApply(one), startApply(other)];
    const codes = await Promise.all(applies.map(({ exitCode }) => exitCode));
    expect(codes.toSorted()).toEqual([0, 1]);
    const refused = applies[codes.indexOf(1)];
    expect(refused?.errors.join()).toContain("Error acquiring the state lock");
    expect((await one.terraform.pullState()).resources).toHaveLength(2);
    expect((await one.terraform.plan("after.plan")).planned).toEqual([]);
  });

  /** Starts `terraform apply` the way a user does, so that it can be hit by signals. */
  function startApply({ stack }: EmulatedStack) {
    const args = ["apply", "-auto-approve", "-json", "-input=false"];
    const child: ChildProcess = spawn(tools?.terraform.path ?? "", args, {
      cwd: stack.folder,
      env: world.env,
      stdio: ["ignore", "pipe", "ignore"],
      detached: true,
    });
    const errors: string[] = [];
    const seen: ResourceEvent[] = [];
    const waiting = new Set<() => void>();
    const exitCode = once(child, "exit").then(([code]) => {
      endGroup(child.pid);
      return code as number | null;
    });
    createInterface({ input: child.stdout ?? process.stdin }).on("line", (line) => {
      const message = parseMessage(line);
      if (message !== undefined && "diagnostic" in message) errors.push(message.diagnostic.summary);
      if (message !== undefined && "resource" in message) seen.push(message.resource);
      for (const look of waiting) look();
    });
    const until = (condition: (event: ResourceEvent) => boolean) =>
      new Promise<void>((resolve, reject) => {
        const look = () => void (seen.some(condition) && resolve());
        waiting.add(look);
        look();
        void exitCode.then(() => reject(new Error(`the apply ended before that: ${errors.join()}`)));
      });
    return { child, errors, exitCode, until };
  }
});

/** A provider outlives a Terraform that was killed. */
function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // all of them had ended
  }
}

/** Role and log group exist, and the provider is watching the cluster. */
async function untilHalfDone(apply: {
  until: (condition: (event: ResourceEvent) => boolean) => Promise<void>;
}): Promise<void> {
  await Promise.all([
    apply.until(({ kind, type }) => kind === "complete" && type === "aws_iam_role"),
    apply.until(({ kind, type }) => kind === "complete" && type === "aws_cloudwatch_log_group"),
    apply.until(({ kind, type }) => kind === "start" && type === "aws_ecs_cluster"),
  ]);
}

async function applyAndExpectNoChanges({ terraform }: EmulatedStack): Promise<void> {
  await terraform.apply();
  expect((await terraform.plan("last.plan")).planned).toEqual([]);
}

async function failure(command: Promise<unknown>): Promise<TerraformError> {
  const error = await command.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (!(error instanceof TerraformError)) throw new Error(`expected Terraform to fail, got ${error}`);
  return error;
}
