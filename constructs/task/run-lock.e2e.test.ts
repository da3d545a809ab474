import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../ops/emulator/emulator";
import { findMoto } from "../../ops/tools/find-moto";
import { isFound, machinePlaces } from "../../ops/tools/places";
import { waitFor } from "../../test/e2e/support/wait-for";
import { LOCK_SCRIPT } from "./run-lock";

const projectRoot = path.resolve(import.meta.dirname, "../..");
const moto = await findMoto(machinePlaces(projectRoot));
const hasCli = spawnSync("aws", ["--version"]).status === 0;
const missing = isFound(moto) ? (hasCli ? undefined : "no AWS CLI") : "no moto";
const title = "the script that holds the lock of a run";

/** The lock container's script, run as ECS runs it, with the real AWS CLI against the emulator's DynamoDB. */
describe.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, () => {
  const folder = mkdtempSync(path.join(tmpdir(), "stowage-lock-"));
  let emulator: Emulator;

  beforeAll(async () => {
    emulator = await startEmulator({ projectRoot, python: isFound(moto) ? moto.path : "" });
    const table = ["--table-name", "locks", "--billing-mode", "PAY_PER_REQUEST"];
    const schema = ["--attribute-definitions", "AttributeName=name,AttributeType=S"];
    aws("create-table", ...table, ...schema, "--key-schema", "AttributeName=name,KeyType=HASH");
  });

  afterAll(async () => {
    await emulator.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const environment = () => ({
    PATH: process.env.PATH,
    HOME: folder,
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
    AWS_DEFAULT_REGION: "eu-west-1",
    AWS_ENDPOINT_URL: emulator.url,
  });

  function aws(operation: string, ...args: string[]): string {
    const { status, stdout, stderr } = spawnSync("aws", ["dynamodb", operation, ...args, "--output", "json"], {
      env: environment(),
    });
    if (status !== 0) throw new Error(`aws dynamodb ${operation}: ${stderr}`);
    return stdout.toString();
  }

  const owner = (lock: string): string | undefined => {
    const answer = aws("get-item", "--table-name", "locks", "--consistent-read", "--key", `{"name":{"S":"${lock}"}}`);
    return answer === "" ? undefined : (JSON.parse(answer) as { Item?: { owner: { S: string } } }).Item?.owner.S;
  };

  let runs = 0;
  function run(
    lock: string,
    changes: Record<string, string> = {},
  ): { process: ChildProcess; held: string; said: () => string } {
    const held = path.join(folder, `held-${runs++}`);
    const settings = { LOCK_NAME: lock, LOCK_TABLE: "locks", LOCK_SECONDS: "30", LOCK_RENEW_SECONDS: "1" };
    const process = spawn("sh", ["-c", LOCK_SCRIPT.replaceAll("/tmp/held", held)], {
      env: { ...environment(), ...settings, ...changes },
    });
    let said = "";
    for (const stream of [process.stdout, process.stderr])
      stream.on("data", (text: Buffer) => (said += text.toString()));
    return { process, held, said: () => said };
  }

  const exit = async (process: ChildProcess) => ((await once(process, "exit")) as [number])[0];

  test("holds it until it is told to stop; meanwhile a second run is skipped without a failure", async () => {
    const first = run("report");
    await waitFor("the lock", () => existsSync(first.held));
    const holder = owner("report");
    expect(holder).toMatch(/^[0-9a-f-]{36}$/);
    const second = run("report");
    expect(await exit(second.process)).toBe(0);
    expect(second.said()).toBe("lock: another run is at work, this one is skipped\n");
    expect(existsSync(second.held)).toBe(false);
    expect(owner("report")).toBe(holder);
    first.process.kill("SIGTERM");
    expect(await exit(first.process)).toBe(0);
    expect(owner("report")).toBeUndefined();
  });

  test("leaves another schedule's lock alone", async () => {
    const [a, b] = [run("a"), run("b")];
    await waitFor("both locks", () => existsSync(a.held) && existsSync(b.held));
    for (const { process } of [a, b]) process.kill("SIGTERM");
    expect(await Promise.all([exit(a.process), exit(b.process)])).toEqual([0, 0]);
  });

  test("takes over the lock of a run that died with its host", async () => {
    const past = Math.floor(Date.now() / 1000) - 1;
    aws(
      "put-item",
      "--table-name",
      "locks",
      "--item",
      `{"name":{"S":"dead"},"owner":{"S":"x"},"expires":{"N":"${past}"}}`,
    );
    const next = run("dead");
    await waitFor("the lock", () => existsSync(next.held));
    next.process.kill("SIGTERM");
    expect(await exit(next.process)).toBe(0);
  });

  test("stops the run with a failure when the lock is lost to another", async () => {
    const robbed = run("lost");
    await waitFor("the lock", () => existsSync(robbed.held));
    const later = Math.floor(Date.now() / 1000) + 60;
    aws(
      "put-item",
      "--table-name",
      "locks",
      "--item",
      `{"name":{"S":"lost"},"owner":{"S":"x"},"expires":{"N":"${later}"}}`,
    );
    expect(await exit(robbed.process)).toBe(1);
    expect(robbed.said()).toContain("lock: lost to another run");
    expect(owner("lost")).toBe("x");
  });

  test("fails, and does not pretend to hold it, when the table cannot be reached", async () => {
    const blind = run("report", { LOCK_TABLE: "nowhere" });
    expect(await exit(blind.process)).toBe(1);
    expect(blind.said()).toContain("ResourceNotFoundException");
    expect(existsSync(blind.held)).toBe(false);
  });
});
