import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { App } from "cdktf";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { check } from "../../checks/check";
import { Service } from "../../constructs/task/service";
import { dev } from "../../environments/dev";
import { environmentNamed, parseEnvironment } from "../../environments/environment";
import type { EnvironmentInput } from "../../environments/schema";
import { buildSystem, type System } from "../../stacks/system";
import { synthesize } from "./synthesize";

const scratch = mkdtempSync(join(tmpdir(), "stowage-synthesize-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

/** What main.ts does, into that folder, and how it would have ended. */
function run(outdir: string, build: () => App): { status: typeof process.exitCode; stderr: string } {
  vi.stubEnv("CDKTF_OUTDIR", outdir);
  const stderr = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    synthesize(build, (app) => void check(app, { budget: environmentNamed("dev").budget }));
    return { status: process.exitCode, stderr: stderr.mock.calls.join("") };
  } finally {
    process.exitCode = before;
    stderr.mockRestore();
  }
}

/** Every file and folder below a folder, files with their bytes. */
function contents(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map((it) => {
      const path = join(it.parentPath, it.name);
      return [path.slice(folder.length), it.isFile() ? readFileSync(path, "base64") : "a folder"];
    }),
  );
}

/** dev's file, written otherwise. */
const devWith = (changes: Partial<EnvironmentInput>) => () =>
  buildSystem(parseEnvironment({ ...dev, ...changes }, "environments/dev.ts")).app;

const devNetwork = (changes: Partial<EnvironmentInput["network"]>) =>
  devWith({ network: { ...dev.network, ...changes } });

const scraperAt = (expression: EnvironmentInput["schedules"]["scraper"]["expression"]) =>
  devWith({ schedules: { ...dev.schedules, scraper: { ...dev.schedules.scraper, expression } } });

/** dev, and something more in its stacks. */
const devAnd = (add: (system: System) => void) => () => {
  const system = buildSystem(environmentNamed("dev"));
  add(system);
  return system.app;
};

const SERVICE = { cpu: 64, memoryMiB: 64, container: { image: "nginx:1.29", port: 80 } };

/** dev, and one more service in it, written otherwise than a sound one. */
const devAndService = (changes: object, id = "more") =>
  devAnd(({ workloads, platform: { cluster, fleet, alarms } }) => {
    new Service(workloads, id, { cluster, runOn: fleet, alarms, ...SERVICE, ...changes });
  });

describe("bad input ends with status 1 and its code, and writes nothing", () => {
  const kept = join(scratch, "kept");
  beforeAll(() => {
    expect(run(kept, devWith({}))).toEqual({ status: undefined, stderr: "" });
  });

  test.each<[string, string, () => App]>([
    ["an unknown environment", "environment-unknown", () => buildSystem(environmentNamed("staging")).app],
    ["a CIDR that is none", "cidr-invalid", devNetwork({ cidr: "10.0.0.0/33" })],
    ["more zones than the CIDR has room for", "cidr-zones", devNetwork({ cidr: "10.0.0.0/27", zones: 2 })],
    [
      "an instance type that the region does not offer",
      "instance-type-not-offered",
      devWith({ region: "eu-south-1", fleet: { ...dev.fleet, instanceType: "t2.micro" } }),
    ],
    ["rate(1 hours)", "schedule-rate-singular", scraperAt("rate(1 hours)")],
    ["a cron expression of five fields", "schedule-cron-fields", scraperAt("cron(0 6 * * *)")],
    ["* in both day fields", "schedule-cron-both-days", scraperAt("cron(0 6 * * * *)")],
    ["a bucket's name of 64 characters", "name-length", devWith({ state: { bucket: "a".repeat(64) } })],
    ["a service's name of more than AWS takes", "name-length", devAndService({}, "a".repeat(256))],
    ["a host port that the agent keeps", "port-reserved", devAndService({ expose: { hostPort: 51678 } })],
    ["a memory reservation over the hard limit", "memory-reservation", devAndService({ memoryReservationMiB: 65 })],
    [
      "a key that the secret does not have",
      "secret-key-unknown",
      // @ts-expect-error pasword is no key of this secret
      devAnd(({ platform }) => void platform.database.key("pasword")),
    ],
    ["awsvpc mode without a way out", "awsvpc-no-egress", devAndService({ networkMode: "awsvpc" })],
  ])("%s: %s", (name, code, build) => {
    const fresh = join(scratch, name.replace(/\W/g, "-"));
    const coded = {
      status: 1,
      stderr: expect.stringMatching(new RegExp(`, nothing was written\n[^]*\\[${code}\\] got `)),
    };
    expect(run(fresh, build)).toEqual(coded);
    expect(existsSync(fresh)).toBe(false);

    const before = contents(kept);
    expect(run(kept, build)).toEqual(coded);
    expect(contents(kept)).toEqual(before);
    expect(Object.keys(before)).toContain("/stacks/dev-app/cdk.tf.json");
  });

  test("a folder that was empty stays empty", () => {
    const empty = join(scratch, "empty");
    mkdirSync(empty);
    expect(run(empty, devAndService({ memoryReservationMiB: 65 })).status).toBe(1);
    expect(contents(empty)).toEqual({});
  });
});
