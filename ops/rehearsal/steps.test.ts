import { expect, test } from "vitest";
import { InterruptedError } from "../terraform/process";
import { limited } from "./limit";
import { exitStatus, formatReport, overall } from "./report";
import { evenIfFailed, StepFailed, StepLog } from "./steps";

function logWithClock() {
  const lines: string[] = [];
  const clock = { now: 0 };
  return { lines, clock, log: new StepLog({ print: (line) => lines.push(line), now: () => clock.now }) };
}

test("prints a line when a step starts and one when it ends, with seconds and what came of it", async () => {
  const { lines, clock, log } = logWithClock();
  const work = async () => {
    clock.now += 1234;
    return 7;
  };
  expect(await log.run("dev-app", "apply", work, (count) => `${count} added`)).toBe(7);
  expect(lines).toEqual(["  dev-app apply ...", "  dev-app apply passed in 1.2 s: 7 added"]);
  expect(log.steps).toEqual([{ stack: "dev-app", name: "apply", outcome: "passed", seconds: 1.2, detail: "7 added" }]);
});

test("says every ten seconds what a long step is doing, and not more often", async () => {
  const { lines, clock, log } = logWithClock();
  await log.run("-", "emulator", async (note) => {
    for (const seconds of [4, 9, 11, 15, 22]) {
      clock.now = seconds * 1000;
      note(`at ${seconds}`);
    }
  });
  expect(lines.slice(1, -1)).toEqual(["  emulator ... at 11 (11 s)", "  emulator ... at 22 (22 s)"]);
});

test("a failed step is in the report with the whole error, and fails the rehearsal", async () => {
  const { lines, log } = logWithClock();
  const fail = () => Promise.reject(new Error("terraform apply failed\nEntityAlreadyExists"));
  await expect(log.run("dev-app", "apply", fail)).rejects.toThrow("dev-app apply failed");
  log.skip("dev-more", "apply", "dev-app apply failed");
  expect(lines.at(1)).toBe("  dev-app apply failed in 0 s: terraform apply failed");
  const report = { outcome: overall(log.steps), steps: log.steps, seconds: 3 };
  expect(exitStatus(report)).toBe(1);
  expect(formatReport(report, { color: false })).toContain("EntityAlreadyExists");
  expect(formatReport(report, { color: false })).toContain("rehearsal failed: 2 steps in 3 s");
});

test("a report is coloured when it is asked to be, wherever it runs", () => {
  const report = { outcome: "passed", steps: [], seconds: 3 } as const;
  expect(formatReport(report, { color: false })).not.toContain("\u001b[");
  expect(formatReport(report, { color: true })).toContain("\u001b[32mrehearsal passed\u001b[39m");
});

test("an interrupted step makes the whole rehearsal interrupted, with the status of Ctrl-C", async () => {
  const { log } = logWithClock();
  const interrupted = log.run("dev-app", "apply", () => Promise.reject(new InterruptedError("terraform apply")));
  await expect(evenIfFailed(interrupted)).rejects.toThrow(StepFailed);
  expect(exitStatus({ outcome: overall(log.steps), steps: log.steps, seconds: 0 })).toBe(130);
});

test("a step that only looks does not stop the rehearsal when it fails", async () => {
  const { log } = logWithClock();
  await evenIfFailed(log.run("dev-app", "read back", () => Promise.reject(new Error("1 value"))));
  expect(overall(log.steps)).toBe("failed");
  await expect(evenIfFailed(Promise.reject(new TypeError("a fault of ours")))).rejects.toThrow(TypeError);
});

test("runs at most so many at once, the others in their order", async () => {
  const limit = limited(2);
  const started: number[] = [];
  const finish: (() => void)[] = [];
  const runs = [0, 1, 2, 3].map((number) =>
    limit(() => {
      started.push(number);
      return new Promise<void>((resolve) => finish.push(resolve));
    }),
  );
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  await settle();
  expect(started).toEqual([0, 1]);
  finish[0]?.();
  await settle();
  expect(started).toEqual([0, 1, 2]);
  finish[1]?.();
  finish[2]?.();
  await settle();
  finish[3]?.();
  await Promise.all(runs);
  expect(started).toEqual([0, 1, 2, 3]);
});
