import {
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  type InputLogEvent,
  PutLogEventsCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { showLogs } from "./logs";
import type { Screen } from "./screen";
import { type Emulated, emulated, skipped, tools } from "./testing/emulated";

const GROUP = "/stowage-dev/backend";
const STREAM = "backend/backend/0123456789abcdef0123456789abcdef";
const OTHER = "backend/backend/fedcba9876543210fedcba9876543210";

describe.skipIf(tools === undefined)(`stowage logs${skipped}`, () => {
  let world: Emulated;
  const now = Date.now();
  beforeAll(async () => {
    if (tools === undefined) return;
    world = await emulated();
    await world.aws.logs.send(new CreateLogGroupCommand({ logGroupName: GROUP }));
    for (const logStreamName of [STREAM, OTHER]) {
      await world.aws.logs.send(new CreateLogStreamCommand({ logGroupName: GROUP, logStreamName }));
    }
    await put(STREAM, [
      { timestamp: now - 7_200_000, message: "two hours old" },
      { timestamp: now - 3_000, message: "GET /healthz 200\n" },
      { timestamp: now - 1_000, message: "error: no database" },
    ]);
    await put(OTHER, [{ timestamp: now - 2_000, message: "started" }]);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  const put = (logStreamName: string, logEvents: InputLogEvent[]) =>
    world.aws.logs.send(new PutLogEventsCommand({ logGroupName: GROUP, logStreamName, logEvents }));

  test("the last hour of all copies in the order of time", async () => {
    const { status, out } = await world.stowage(["logs", "backend", "-e", "dev"]);
    expect(status).toBe(0);
    expect(out.split("\n").map((line) => line.replace(/^\S+Z /, ""))).toEqual([
      "01234567 GET /healthz 200",
      "fedcba98 started",
      "01234567 error: no database",
    ]);
  });

  test("further back, only what matches, one JSON object per line", async () => {
    const { out } = await world.stowage(["logs", "backend", "-e", "dev", "--since", "3h", "--json"]);
    expect(JSON.parse(out.split("\n")[0]!)).toEqual({
      time: new Date(now - 7_200_000).toISOString(),
      container: "backend",
      task: "0123456789abcdef0123456789abcdef",
      message: "two hours old",
    });
    const errors = await world.stowage(["logs", "backend", "-e", "dev", "--filter", "error"]);
    expect(errors.out).toMatch(/^\S+ 01234567 error: no database$/);
  });

  test("a wrong name lists the workloads, a group that is not there says what to do", async () => {
    const unknown = await world.stowage(["logs", "bakend", "-e", "dev"]);
    expect([unknown.status, unknown.err]).toEqual([
      1,
      "environments/dev.ts: [workload-unknown] got bakend, expected one of backend (service), notifier (scheduled task), scraper (scheduled task); correct the name",
    ]);
    const missing = await world.stowage(["logs", "scraper", "-e", "dev"]);
    expect([missing.status, missing.err]).toEqual([1, expect.stringContaining("[not-deployed]")]);
  });

  test("pages are read to the end, and following shows what is late once, until Ctrl-C", async () => {
    const many = Array.from({ length: 10_050 }, (_, at) => ({ timestamp: now - 500, message: `line ${at}` }));
    await put(OTHER, many.slice(0, 6_000));
    await put(OTHER, many.slice(6_000));
    const stop = new AbortController();
    const lines: string[] = [];
    const late = { timestamp: now - 1_500, message: "late" };
    const screen: Screen = {
      out: (text) => void lines.push(text),
      err: () => undefined,
      interrupted: stop.signal,
      // Between two looks an event arrives that is older than the newest; after the second look the user has enough.
      pause: async () =>
        void (lines.some((line) => line.endsWith("late\n")) ? stop.abort() : await put(STREAM, [late])),
    };
    const options = { logGroups: [GROUP], from: now - 10_000, follow: true, json: false };
    expect(await showLogs(options, world.aws.logs, screen)).toBe(130);
    expect(lines).toHaveLength(10_050 + 3 + 1);
    expect(new Set(lines).size).toBe(lines.length);
    expect(lines.at(-1)).toMatch(/ 01234567 late\n$/);
  });

  test("Ctrl-C ends following with 130", async () => {
    const { execa } = await import("execa");
    const following = execa(process.execPath, ["ops/stowage.mjs", "logs", "backend", "-e", "dev", "-f"], {
      env: world.env,
      extendEnv: false,
      reject: false,
    });
    following.stdout.once("data", () => void following.kill("SIGINT"));
    expect((await following).exitCode).toBe(130);
  });
});
