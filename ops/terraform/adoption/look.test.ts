import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import type { Diagnostic } from "../messages";
import { TerraformError } from "../terraform";
import { adoptionClients } from "./clients";
import type { Looking } from "./find-outside-state";
import { look } from "./look";

const scratch = mkdtempSync(path.join(tmpdir(), "stowage-look-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const LOCKED: Partial<Diagnostic> = {
  summary: "Error acquiring the state lock",
  detail: "Lock Info:\n  ID:        4bd6\n  Path:      bucket/dev/app.tfstate\n  Operation: OperationTypeApply",
};

/** A Terraform whose plans fail in the given ways, one after the other, and then succeed with nothing to do. */
function looking(failures: readonly Partial<Diagnostic>[], begins: () => void = () => undefined) {
  const waiting = failures.map(
    (failure) => new TerraformError("plan", [{ severity: "error", summary: "", detail: "", ...failure }], ""),
  );
  const unlocked: string[] = [];
  const terraform: Looking["terraform"] = {
    folder: mkdtempSync(path.join(scratch, "stack-")),
    init: async () => begins(),
    plan: async () => {
      const failure = waiting.shift();
      if (failure !== undefined) throw failure;
      return { counts: { add: 0, change: 0, remove: 0 }, planned: [], warnings: [] };
    },
    showPlan: async () => ({ resources: [], changes: [] }),
    forceUnlock: async (id) => void unlocked.push(id),
  };
  const place = { account: "123456789012", region: "eu-west-1" };
  return { unlocked, it: { terraform, place, clients: adoptionClients({ region: place.region }), tags: {} } };
}

test("a lock is explained and left, unless it is told to go by its own id", async () => {
  const left = looking([LOCKED]);
  expect(await look(left.it)).toMatchObject({ kind: "locked", text: expect.stringContaining("--unlock 4bd6") });
  const other = looking([LOCKED]);
  expect(await look(other.it, "another")).toMatchObject({ kind: "locked" });
  expect([...left.unlocked, ...other.unlocked]).toEqual([]);
  const told = looking([LOCKED]);
  expect(await look(told.it, "4bd6")).toEqual({ kind: "seen", outside: { adoptions: [], strangers: [] } });
  expect(told.unlocked).toEqual(["4bd6"]);
});

test.each([
  ["Unable to find remote state", ""],
  ["Unsupported attribute", 'This object does not have an attribute named "vpc".'],
])("a stack on outputs that are not there is looked at later: %s", async (summary, detail) => {
  expect(await look(looking([{ summary, detail }]).it)).toEqual({ kind: "later" });
});

test("without the bucket nothing was ever deployed", async () => {
  const missing = () => {
    const detail = 'S3 bucket "stowage-dev-terraform-state" does not exist.';
    throw new TerraformError("init", [{ severity: "error", summary: "Error", detail }], "");
  };
  expect(await look(looking([], missing).it)).toEqual({ kind: "no bucket" });
});

test("any other failure is told", async () => {
  await expect(look(looking([{ summary: "Invalid provider configuration" }]).it)).rejects.toThrow("Invalid provider");
});
