import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App } from "cdktf";
import { afterAll, describe, expect, test } from "vitest";
import { allow } from "../../constructs/acceptance";
import { environmentNamed, parseEnvironment } from "../../environments/environment";
import { corpusStack, soundParts } from "../../test/corpus/sound-parts";
import type { CheckTarget } from "./checked-system";
import { type CheckArguments, checkCommand } from "./command";

const folder = mkdtempSync(join(tmpdir(), "stowage-check-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let built = 0;

function aTarget(name: string, change: (parts: ReturnType<typeof soundParts>) => void = () => {}): CheckTarget {
  return {
    name,
    build: () => {
      built += 1;
      const app = new App({ outdir: join(folder, String(built)), stackTraces: false });
      change(soundParts(corpusStack(app, name)));
      return app;
    },
  };
}

function run(args: Partial<CheckArguments> & Pick<CheckArguments, "targets">) {
  const written = { out: "", err: "" };
  const status = checkCommand(args, {
    out: (text) => {
      written.out += text;
    },
    err: (text) => {
      written.err += text;
    },
  });
  return { status, ...written };
}

const sound = aTarget("sound");
const broken = aTarget("broken", ({ service }) => {
  service.resource.addOverride("iam_role", "ecsServiceRole");
  service.resource.addOverride("health_check_grace_period_seconds", 60);
  allow(service, "grace-without-balancer", "to see what happens");
});

describe("exit status", () => {
  test("is 0 when nothing is wrong, 1 on errors", () => {
    expect(run({ targets: [sound] }).status).toBe(0);
    expect(run({ targets: [sound, broken] }).status).toBe(1);
  });

  test("is 2 on misuse, and says what there is", () => {
    expect(run({ targets: [] })).toMatchObject({
      status: 2,
      out: "",
      err: expect.stringContaining("nothing to check"),
    });
    const unknown = { name: "stage", build: () => environmentNamed("stage") as never };
    expect(run({ targets: [unknown] })).toMatchObject({
      status: 2,
      out: "",
      err: expect.stringContaining("one of dev"),
    });
  });

  test("is 1 for an environment file that is wrong, which is shown like any finding", () => {
    const wrong = { name: "dev", build: () => parseEnvironment({}, "environments/dev.ts") as never };
    const { status, out } = run({ targets: [wrong] });
    expect(status).toBe(1);
    expect(out).toContain("environments/dev.ts");
  });
});

describe("text", () => {
  test("groups findings by construct, lists acceptances with their reasons, and counts", () => {
    const { out } = run({ targets: [sound, broken] });
    expect(out).toContain("sound: 0 errors, 0 warnings, 0 infos, 0 accepted");
    expect(out).toContain("broken/web\n  error service-iam-role iam_role\n    got       a role of its own");
    expect(out).toContain("docs/checks/service-iam-role.md");
    expect(out).toContain("broken/web grace-without-balancer: to see what happens");
    expect(out).toContain("broken: 1 error, 0 warnings, 0 infos, 1 accepted");
    expect(out).not.toContain("\u001b[");
    expect(run({ targets: [broken], color: true }).out).toContain("\u001b[");
  });

  test("draws the placement when asked", () => {
    expect(run({ targets: [sound] }).out).not.toContain("sound/fleet");
    expect(run({ targets: [sound], placement: true }).out).toContain("sound/fleet");
  });
});

test("JSON holds every finding with its figures, and the acceptances", () => {
  const { systems } = JSON.parse(run({ targets: [sound, broken], format: "json" }).out);
  expect(systems.map(({ name }: { name: string }) => name)).toEqual(["sound", "broken"]);
  expect(systems[1].counts).toEqual({ error: 1, warning: 0, info: 0, accepted: 1 });
  expect(systems[1].findings[0]).toMatchObject({ code: "service-iam-role", severity: "error", path: "broken/web" });
  expect(systems[1].accepted[0].accepted).toEqual({ reason: "to see what happens", at: "broken/web" });
});

test("SARIF has a rule for each code, a result for each finding, and suppressions", () => {
  const log = JSON.parse(run({ targets: [broken], format: "sarif" }).out);
  expect(log.version).toBe("2.1.0");
  const [{ tool, results }] = log.runs;
  const ids = tool.driver.rules.map(({ id }: { id: string }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const result of results) {
    expect(ids[result.ruleIndex]).toBe(result.ruleId);
    expect(["error", "warning", "note"]).toContain(result.level);
    expect(result.locations[0].physicalLocation.artifactLocation.uri).toBe("main.ts");
    expect(result.locations[0].logicalLocations[0].fullyQualifiedName).toBe("broken/web");
    expect(result.partialFingerprints["stowage/v1"]).toMatch(/^[0-9a-f]{32}$/);
  }
  expect(results.map((result: { suppressions?: object[] }) => result.suppressions)).toEqual([
    undefined,
    [{ kind: "inSource", justification: "to see what happens" }],
  ]);
});

describe("the permission matrix", () => {
  test("as a table, with one block per role", () => {
    const { out } = run({ targets: [sound], permissions: "table", width: 120 });
    expect(out).toContain("stowage-test-web-execution execution role, by sound/web/task/execution-role");
    expect(out).toMatch(/secretsmanager:GetSecretValue +sound\/database +ECS injects the secret/);
  });

  test("as Markdown and JSON", () => {
    const { out } = run({ targets: [sound], permissions: "markdown" });
    expect(out.split("\n").slice(0, 2)).toEqual([
      "| principal | action | resource | why | source construct |",
      "| --- | --- | --- | --- | --- |",
    ]);
    const rows = JSON.parse(run({ targets: [sound], permissions: "json" }).out);
    expect(rows).toContainEqual(
      expect.objectContaining({ principal: "stowage-test-job-scheduler", kind: "scheduler" }),
    );
  });
});
