import { expect, test } from "vitest";
import { jsonLine, showLogs, textLine } from "./logs";
import type { Screen } from "./screen";
import { scripted } from "./testing/scripted";

const event = { timestamp: 1_769_860_800_123, logStreamName: "backend/backend/1a2b3c4d5e6f", message: "started\n" };

test("a line says when, which task, and what it wrote", () => {
  expect(textLine(event)).toBe("2026-01-31T12:00:00.123Z 1a2b3c4d started");
  expect(JSON.parse(jsonLine(event))).toEqual({
    time: "2026-01-31T12:00:00.123Z",
    container: "backend",
    task: "1a2b3c4d5e6f",
    message: "started\n",
  });
});

test("a filter that CloudWatch does not understand is refused with how to write it", async () => {
  const refused = Object.assign(new Error("Invalid character(s) in term '['"), { name: "InvalidParameterException" });
  const { aws } = scripted({ FilterLogEvents: refused });
  const options = { logGroups: ["/g"], from: 0, filter: "[", follow: false, json: false };
  const screen = { out: () => undefined, err: () => undefined, pause: async () => undefined } as object as Screen;
  await expect(showLogs(options, aws.logs, screen)).rejects.toThrow("[logs-filter] got [ (Invalid character(s)");
});
