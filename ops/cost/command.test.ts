import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { referenceSystem } from "../../checks/cost/fixtures/reference-system";
import { readTerraform } from "../../checks/cost/read-terraform";
import { type CostArguments, costCommand } from "./command";

const dev = readTerraform({ name: "dev", json: referenceSystem() });
const prod = readTerraform({ name: "prod", json: referenceSystem({ stack: "prod-app", instanceType: "t3.small" }) });

function run(args: Partial<CostArguments>) {
  const written = { out: "", err: "" };
  const output = {
    out: (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
  };
  return { status: costCommand({ system: [dev], ...args }, output), ...written };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "stowage-cost-"));
  writeFileSync(join(folder, "usage.json"), JSON.stringify({ logIngestGb: 10 }));
  writeFileSync(join(folder, "list.json"), "[]");
  writeFileSync(join(folder, "text.json"), "text");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("stowage cost", () => {
  it("prints the table and answers 0", () => {
    const { status, out, err } = run({});
    expect([status, err]).toEqual([0, ""]);
    expect(out).toContain("15.02 to 15.08 USD a month");
  });

  it("prints one JSON document with --json, with the same figures", () => {
    const report = JSON.parse(run({ json: true }).out);
    expect(report).toMatchObject({ schema: 1, findings: [], estimate: { regions: ["eu-west-1"], freeTier: "none" } });
    expect(report.estimate.total.low).toBeCloseTo(15.0157, 4);
    expect(report.estimate.lines[0]).toHaveProperty("arithmetic");
    expect(report.alternatives.map((found: { name: string }) => found.name)).toEqual(["fargate", "alb", "nat"]);
  });

  it("answers 1 over the budget, and prints the table all the same", () => {
    const { status, out } = run({ budgetUsd: 10 });
    expect(status).toBe(1);
    expect(out).toContain("EC2 t3.micro");
    expect(out).toContain("error dev-app/fleet/group budget: [cost-over-budget]");
    expect(JSON.parse(run({ budgetUsd: 10, json: true }).out).findings).toMatchObject([{ code: "cost-over-budget" }]);
  });

  it("answers 0 within the budget, and with a warning", () => {
    expect(run({ budgetUsd: 20 }).status).toBe(0);
    const close = run({ budgetUsd: 15.05 });
    expect(close.status).toBe(0);
    expect(close.out).toContain("warning");
  });

  it("estimates for another region and another free tier when asked", () => {
    expect(run({ region: "us-east-1" }).out).toContain("14.05 to 14.11 USD a month (us-east-1");
    expect(run({ freeTier: "credits" }).out).toContain("Credits");
  });

  it("takes better figures from the caller or from a file", () => {
    // 3 x 10 GB of logs, 5 of them free, 25 x 0.57 = 14.25 more
    expect(run({ usage: { logIngestGb: 10 } }).out).toBe(run({ usage: join(folder, "usage.json") }).out);
    expect(run({ usage: { logIngestGb: 10 } }).out).toContain("logIngestGb: 10 GB");
  });

  it("compares with a baseline: what the system costs more than it", () => {
    const { status, out } = run({ system: [prod], compareWith: [dev] });
    expect(status).toBe(0);
    expect(out).toContain("change  +8.32 USD a month");
    const json = JSON.parse(run({ system: [prod], compareWith: [dev], json: true }).out);
    expect(json.comparison).toMatchObject({ delta: { low: 8.322, high: 8.322 }, with: { freeTier: "none" } });
  });

  it("uses colour only when told to", () => {
    expect(run({}).out).not.toContain("\u001b[");
    expect(run({ color: true, budgetUsd: 10 }).out).toContain("\u001b[");
  });

  it.each([
    ["a path that is not there", { system: ["missing.tf.json"] }, /missing\.tf\.json: \[cost-input\] got no such file/],
    ["nothing to read", { system: [] }, /nothing to read/],
    ["a comparison that is not there", { compareWith: ["missing"] }, /missing: \[cost-input\]/],
    ["an unknown free tier", { freeTier: "forever" }, /got forever, expected none, credits, legacy/],
    ["a budget that is no number", { budgetUsd: Number.NaN }, /budget: \[cost-input\] got NaN/],
    ["an unknown assumption", { usage: JSON.parse('{"logs": 1}') }, /got logs, expected the name of an assumption/],
    ["a usage file that is not there", { usage: "missing.json" }, /no readable JSON/],
  ])("answers 2 and prints nothing else for %s", (_name, args, message) => {
    const { status, out, err } = run(args);
    expect([status, out]).toEqual([2, ""]);
    expect(err).toMatch(message);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it.each(["list.json", "text.json"])("answers 2 for the usage file %s", (name) => {
    expect(run({ usage: join(folder, name) }).status).toBe(2);
  });
});
