import { expect, test } from "vitest";
import { explainLock, lockHolder } from "./lock";
import type { Diagnostic } from "./messages";
import { TerraformError } from "./terraform";

const LOCKED: Diagnostic = {
  severity: "error",
  summary: "Error acquiring the state lock",
  detail: `Error message: operation error S3: PutObject, https response error StatusCode: 412, PreconditionFailed
Lock Info:
  ID:        4bd64f08-0a4b-4e0b-a4c9-5b4ab3ed3cbb
  Path:      stowage-dev-terraform-state/dev/app.tfstate
  Operation: OperationTypeApply
  Who:       anna@laptop
  Version:   1.11.4
  Created:   2026-03-04 05:06:07.891234567 +0000 UTC
  Info:      

Terraform acquires a state lock to protect the state`,
};

test("reads who holds the lock", () => {
  expect(lockHolder([LOCKED])).toEqual({
    id: "4bd64f08-0a4b-4e0b-a4c9-5b4ab3ed3cbb",
    path: "stowage-dev-terraform-state/dev/app.tfstate",
    operation: "OperationTypeApply",
    who: "anna@laptop",
    created: new Date("2026-03-04T05:06:07.891Z"),
  });
  expect(lockHolder([{ severity: "error", summary: "something else", detail: "ID: 1" }])).toBeUndefined();
});

test.each([
  ["2026-03-04T05:06:50Z", "42 seconds ago"],
  ["2026-03-04T05:31:07Z", "25 minutes ago"],
  ["2026-03-05T05:06:07Z", "24 hours ago"],
])("says at %s that it is held since %s", (now, age) => {
  const holder = lockHolder([LOCKED]);
  if (holder === undefined) throw new Error("no holder");
  const text = explainLock(holder, new Date(now));
  expect(text).toContain("is locked by anna@laptop, running apply since 2026-03-04T05:06:07.891Z");
  expect(text).toContain(age);
  expect(text).toContain("npx stowage adopt app --env dev --unlock 4bd64f08-0a4b-4e0b-a4c9-5b4ab3ed3cbb --write");
  expect(text).toContain("apply nothing before that");
});

test("says it in Terraform's words where the state is no environment's", () => {
  const holder = lockHolder([{ ...LOCKED, detail: LOCKED.detail.replace(/Path:.*/, "Path: bucket/kill.tfstate") }]);
  if (holder === undefined) throw new Error("no holder");
  const text = explainLock(holder);
  expect(text).toContain("terraform force-unlock 4bd64f08-0a4b-4e0b-a4c9-5b4ab3ed3cbb");
  expect(text).toContain("before any apply");
});

test("still explains a lock whose time can not be read", () => {
  const holder = lockHolder([{ ...LOCKED, detail: LOCKED.detail.replace(/Created:.*/, "Created: yesterday") }]);
  if (holder === undefined) throw new Error("no holder");
  expect(explainLock(holder)).toMatch(/running apply\n/);
});

test("names the folder of a state with another key in words", () => {
  const holder = { id: "one", path: "bucket/state", operation: "", who: "anna@laptop", created: new Date(0) };
  expect(explainLock(holder)).toContain("clear the lock in the folder of the stack, terraform force-unlock one");
});

test("an error of Terraform starts with the explanation of the lock", () => {
  const error = new TerraformError("plan", [LOCKED], "");
  expect(error.message.split("\n").slice(0, 2)).toEqual([
    "terraform plan failed",
    expect.stringContaining(
      "[state-locked] the state stowage-dev-terraform-state/dev/app.tfstate is locked by anna@laptop",
    ),
  ]);
});
