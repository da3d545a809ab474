import { describe, expect, test } from "vitest";
import { Logger } from "./log";

function capture(level: "debug" | "info" = "info") {
  const lines: string[] = [];
  const now = () => new Date("2026-01-02T03:04:05.678Z");
  return { lines, logger: new Logger({ service: "backend", level, now, write: (line) => lines.push(line) }) };
}

describe("a log line", () => {
  test("is one line of JSON with time, level, message, service and fields", () => {
    const { lines, logger } = capture();
    logger.child({ requestId: "r1" }).info("two\nlines", { status: 200 });
    expect(lines).toEqual([
      '{"time":"2026-01-02T03:04:05.678Z","level":"info","msg":"two\\nlines","service":"backend","requestId":"r1","status":200}\n',
    ]);
  });

  test("is not written below the level", () => {
    const { lines, logger } = capture();
    logger.debug("quiet");
    expect(lines).toEqual([]);
  });

  test("hides secrets by key, at any depth", () => {
    const { lines, logger } = capture();
    logger.info("x", { headers: { Authorization: "Bearer a" }, list: [{ password: "b", apiKey: "c", token: null }] });
    expect(lines[0]).not.toMatch(/"(Bearer a|b|c)"/);
    expect(lines[0]).toContain('"token":null');
  });

  test("hides known secret values in messages, errors, causes and child loggers", () => {
    const { lines, logger } = capture();
    const child = logger.child({ a: 1 });
    logger.addSecret("p@ss word!");
    child.error("could not use p@ss word!", {
      error: new Error("at p@ss word!", { cause: new Error("p@ss word! again") }),
      url: "https://x/?k=p%40ss%20word!",
    });
    expect(lines[0]).not.toMatch(/p@ss|p%40ss/);
    expect(lines[0]).toContain("could not use [redacted]");
  });

  test("hides user and password of an address", () => {
    const { lines, logger } = capture();
    logger.info("connecting to postgres://app:hunter2@db.internal:5432/app");
    expect(lines[0]).toContain("postgres://[redacted]@db.internal:5432/app");
  });

  test("survives cycles, big integers, invalid dates and undefined", () => {
    const { lines, logger } = capture();
    const cycle: Record<string, unknown> = { big: 10n, bad: new Date(Number.NaN), nothing: undefined };
    cycle.self = cycle;
    logger.info("x", { cycle });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ cycle: { big: "10", bad: "invalid date" } });
  });

  test("keeps the metadata of CloudWatch's embedded metric format", () => {
    const { lines, logger } = capture();
    const metadata = {
      Timestamp: 1,
      CloudWatchMetrics: [{ Namespace: "Stowage", Dimensions: [[]], Metrics: [{ Name: "n" }] }],
    };
    logger.info("run", { _aws: metadata, n: 3 });
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({ _aws: metadata, n: 3 });
  });
});
