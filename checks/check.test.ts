import { readFileSync } from "node:fs";
import { join } from "node:path";
import { App } from "cdktf";
import { expect, test } from "vitest";
import { allow } from "../constructs/acceptance";
import { ConfigError } from "../constructs/rules/finding";
import { Service } from "../constructs/task/service";
import { environmentNamed, environments } from "../environments/environment";
import { corpusStack, IMAGE, NOBODY, soundParts } from "../test/corpus/sound-parts";
import { withSystem } from "../test/support/systems";
import { withApp } from "../test/support/template";
import { check, examine } from "./check";

/** What is true of the reference system, and is meant to be. */
const HONEST = new Set(["placement-roll-downtime"]);

test.each(Object.keys(environments))("nothing is wrong with the reference system in %s", (environment) => {
  withSystem(environment, ({ app }) => {
    const { findings } = examine(app, { budget: environmentNamed(environment).budget });
    expect(findings.filter(({ code, severity }) => !(severity === "info" && HONEST.has(code)))).toEqual([]);
  });
});

test("what was judged is what is written, to the byte", () => {
  const written = (judge: (app: App) => void) =>
    withApp((app) => {
      soundParts(corpusStack(app));
      judge(app);
      app.synth();
      return readFileSync(join(app.outdir, "stacks/test/cdk.tf.json"), "utf8");
    });
  const plain = written(() => {});
  expect(written((app) => void examine(app))).toBe(plain);
  expect(written((app) => void check(app))).toBe(plain);
});

/** A system with an error of a check and one of a construct. */
function broken(app: App): Service {
  const { stack, cluster, fleet } = soundParts(corpusStack(app));
  const reaches = { networkMode: "awsvpc", cpu: 64, memoryMiB: 32, alarms: NOBODY } as const;
  const service = new Service(stack, "alone", { cluster, runOn: fleet, ...reaches, container: { image: IMAGE } });
  service.resource.addOverride("iam_role", "ecsServiceRole");
  return service;
}

test("errors stop synthesis natively, all at once, however often they are found", () => {
  withApp((app) => {
    broken(app);
    for (const _ of [1, 2]) {
      try {
        check(app);
        expect.unreachable();
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        expect(error.findings.map(({ code }) => code).sort()).toEqual(["awsvpc-no-egress", "service-iam-role"]);
      }
    }
    expect(() => app.synth()).toThrow(/service-iam-role/);
    expect(() => app.synth()).toThrow(/awsvpc-no-egress/);
  });
});

test("accepted errors stop nothing, whether a check or a construct found them", () => {
  withApp((app) => {
    const service = broken(app);
    allow(service, "awsvpc-no-egress", "it calls nobody");
    allow(service, "service-iam-role", "an account of 2014");
    const { findings, accepted } = check(app);
    expect(findings).toEqual([]);
    expect(accepted.map(({ finding, acceptance }) => [finding.code, acceptance.reason])).toEqual([
      ["awsvpc-no-egress", "it calls nobody"],
      ["service-iam-role", "an account of 2014"],
    ]);
    expect(() => app.synth()).not.toThrow();
  });
});

test("an app without anything has nothing wrong", () => {
  withApp((app) => expect(check(app).findings).toEqual([]));
  expect(App).toBeDefined();
});
