import { S3Backend, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { describe, expect, test } from "vitest";
import { examine } from "../../checks/check";
import type { Finding } from "../../constructs/rules/finding";
import { Secret } from "../../constructs/security/secret";
import { StateBucket } from "../../constructs/storage/state-bucket";
import { withApp } from "../support/template";
import { withSecret } from "./secrets";
import { corpusStack, soundParts } from "./sound-parts";

const codes = (findings: readonly Finding[]) =>
  [...new Set(findings.filter(({ severity }) => severity !== "info").map(({ code }) => code))].sort();

/** State in a bucket, as the project's own stacks have it. */
function inBucket(stack: TerraformStack, key: string, config: { lock?: boolean; encrypt?: boolean } = {}): void {
  stack.node.tryRemoveChild("terraform");
  const scope = new Construct(stack, "terraform");
  new S3Backend(scope, { bucket: "shop-state", key, region: "eu-west-1", encrypt: config.encrypt ?? true });
  if (config.lock ?? true) stack.addOverride("terraform.backend.s3.use_lockfile", true);
}

describe("a secret of another stack", () => {
  test("of the same environment is nothing to talk about", () => {
    withApp((app) => {
      const platform = corpusStack(app, "platform");
      const secret = new Secret(platform, "token", { description: "an API token" });
      withSecret(soundParts(corpusStack(app, "app")), secret);
      expect(codes(examine(app).findings)).toEqual([]);
    });
  });

  test("of another environment is refused, with both environments named", () => {
    withApp((app) => {
      const prod = corpusStack(app, "prod-platform", "prod");
      const secret = new Secret(prod, "token", { description: "an API token" });
      withSecret(soundParts(corpusStack(app, "dev-app", "dev")), secret);
      const { findings } = examine(app);
      expect(codes(findings)).toEqual(["secret-foreign-environment"]);
      expect(findings[0]).toMatchObject({
        path: "dev-app/reader/task",
        got: "prod-platform/token, a secret of environment prod",
        expected: "a secret of environment dev, where the task runs",
      });
    });
  });

  test("of another app is refused, because its stack is deployed by nobody here", () => {
    withApp((elsewhere) => {
      const secret = new Secret(corpusStack(elsewhere, "other-platform"), "token", { description: "an API token" });
      withApp((app) => {
        withSecret(soundParts(corpusStack(app, "app")), secret);
        const { findings } = examine(app);
        expect(codes(findings)).toEqual(["reference-unknown-stack"]);
        expect(findings[0]?.got).toBe("an output of the stack other-platform, which is not part of this app");
      });
    });
  });
});

describe("state", () => {
  test("that is locked, encrypted and one for each stack is sound", () => {
    withApp((app) => {
      const state = corpusStack(app, "state");
      inBucket(state, "state.tfstate");
      new StateBucket(state, "bucket", { bucket: "shop-state", protect: false });
      inBucket(corpusStack(app, "app"), "app.tfstate");
      expect(codes(examine(app).findings)).toEqual([]);
    });
  });

  test.each([
    ["state-unlocked", { lock: false }],
    ["state-unencrypted", { encrypt: false }],
  ] as const)("gets %s", (code, config) => {
    withApp((app) => {
      inBucket(corpusStack(app), "test.tfstate", config);
      expect(codes(examine(app).findings)).toEqual([code]);
    });
  });

  test("that two stacks share is refused", () => {
    withApp((app) => {
      for (const id of ["one", "two"]) inBucket(corpusStack(app, id), "same.tfstate");
      expect(codes(examine(app).findings)).toEqual(["state-shared"]);
    });
  });

  test("in a bucket that forgets is refused", () => {
    withApp((app) => {
      const stack = corpusStack(app);
      inBucket(stack, "test.tfstate");
      const bucket = new StateBucket(stack, "bucket", { bucket: "shop-state", protect: false });
      bucket.node.tryRemoveChild("versioning");
      const [finding] = examine(app).findings;
      expect(finding).toMatchObject({ code: "state-bucket-unsafe", path: "test/bucket" });
    });
  });

  test("says whether the environment protects its data", () => {
    withApp((app) => {
      const stack = corpusStack(app);
      inBucket(stack, "test.tfstate");
      new StateBucket(stack, "bucket", { bucket: "shop-state", protect: true });
      new Secret(stack, "token", { description: "an API token", recoveryDays: 0 });
      expect(codes(examine(app).findings)).toEqual(["stateful-unprotected"]);
    });
  });
});

test("a budget without a region to take prices of is an error, and no silence", () => {
  withApp((app) => {
    const stack = corpusStack(app);
    stack.node.tryRemoveChild("aws");
    soundParts(stack);
    const report = examine(app, { budget: { monthlyUsd: 10, freeTier: "none" } });
    expect(codes(report.findings)).toEqual(["cost-not-estimated"]);
  });
});
