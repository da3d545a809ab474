import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";
import { findPostgres } from "../shared/testing/postgres";
import { waitFor } from "../shared/testing/wait-for";

const { reason } = findPostgres();
const program = join(dirname(fileURLToPath(import.meta.url)), "run.mjs");

interface Running {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly ended: Promise<number | NodeJS.Signals | null>;
}

function start(...flags: string[]): Running {
  const child = spawn(process.execPath, [program, ...flags], { stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  process.once("exit", () => child.kill("SIGKILL"));
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
  return { child, output: () => text, ended };
}

describe.skipIf(reason !== undefined)(`npm run dev ${reason ?? ""}`, () => {
  const folder = mkdtempSync(join(tmpdir(), "stowage-dev-"));
  // PostgreSQL does not run as root, and its user has to get to its data.
  chmodSync(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it("goes once from a watch and a subscription to the mail", async () => {
    const { output, ended } = start("--once");
    expect(await ended, output()).toBe(0);
    expect(output()).toMatch(/the digest arrived:\n\nTo: once@example\.com\nSubject: 3 new items: /);
  });

  it("runs until it is interrupted, does what its buttons say, keeps its data, and leaves nothing running", async () => {
    const first = start("--data", folder);
    const desk = await waitFor(
      "the addresses",
      () => /desk\s+(http:\S+)/.exec(first.output())?.[1] ?? failed(first),
      60_000,
    );
    const press = (path: string) => fetch(desk + path, { method: "POST", redirect: "manual" });
    const page = async (path: string) => (await fetch(desk + path)).text();
    expect((await press("/notifier")).status).toBe(303);
    expect(await page("/")).toContain("Please confirm your subscription");
    const confirm = /http\S+\/confirm\?token=[^\s<"]+/.exec(await page("/mails/0"))?.[0] ?? "";
    expect((await fetch(confirm, { method: "POST" })).status).toBe(200);
    for (const path of ["/restock", "/scraper", "/notifier"]) expect((await press(path)).status, path).toBe(303);
    expect(await page("/")).toContain("4 new items");
    expect(await page("/mails/1/html")).toContain("<h2>Demo shop</h2>");
    const foreign = await fetch(`${desk}/restock`, { method: "POST", headers: { origin: "http://evil.example" } });
    expect(foreign.status).toBe(403);

    first.child.kill("SIGINT");
    expect(await first.ended, first.output()).toBe(0);
    await expect(fetch(desk)).rejects.toThrow();
    expect(readdirSync(join(folder, "postgres"))).not.toContain("postmaster.pid");
    expect(statSync(join(folder, "secrets.json")).mode & 0o077).toBe(0);

    const second = start("--data", folder);
    const backend = await waitFor(
      "the addresses",
      () => /backend\s+(http:\S+)/.exec(second.output())?.[1] ?? failed(second),
      60_000,
    );
    expect(await (await fetch(`${backend}/`)).text()).toContain("Demo shop");
    second.child.kill("SIGTERM");
    expect(await second.ended, second.output()).toBe(0);
  });

  it("says what it does not understand", async () => {
    const { output, ended } = start("--twice");
    expect(await ended).toBe(1);
    expect(output()).toContain("--once");
  });
});

/** Ends the wait early when the program has ended. */
function failed({ child, output }: Running): undefined {
  if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}:\n${output()}`);
  return undefined;
}
