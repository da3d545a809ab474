import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { Diagnostic } from "../messages";
import { TerraformError } from "../terraform";
import { IMPORTS_FILE } from "./import-blocks";
import { planFound } from "./plan-found";

const adoption = (address: string, id: string) => ({ address, id });
const there = adoption("aws_iam_role.task", "task");
const missing = adoption("aws_route_table_association.a", "subnet-1/rtb-1");
const neighbour = adoption("aws_route_table_association.b", "subnet-2/rtb-1");

const scratch = mkdtempSync(path.join(tmpdir(), "stowage-plan-found-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A Terraform that does not find some of what it is to import, and says so in the given words. */
function terraform(lost: readonly { readonly id: string }[], words: (id: string) => Partial<Diagnostic>) {
  const folder = mkdtempSync(path.join(scratch, "stack-"));
  const plans: string[][] = [];
  return {
    folder,
    plans,
    plan: async () => {
      const { import: blocks } = JSON.parse(readFileSync(path.join(folder, IMPORTS_FILE), "utf8")) as {
        import: readonly { readonly id: string }[];
      };
      plans.push(blocks.map(({ id }) => id));
      const errors = blocks
        .filter((block) => lost.some(({ id }) => id === block.id))
        .map(({ id }) => ({ severity: "error" as const, summary: "", detail: "", ...words(id) }));
      if (errors.length > 0) throw new TerraformError("plan", errors, "");
      return { counts: { add: 0, change: 0, remove: 0 }, planned: [], warnings: [] };
    },
  };
}

describe("what Terraform does not find is left out", () => {
  test.each([
    ["by its address", () => ({ address: missing.address }), 2],
    ["by its address in the text", () => ({ detail: `Cannot import "${missing.address}".` }), 2],
    [
      "by the parts of its id",
      () => ({ summary: "No association found between route table ID rtb-1 and target ID subnet-1" }),
      2,
    ],
    ["by halves, where nothing is named", () => ({ summary: "there is no such thing" }), 8],
  ])("%s", async (_how, words, plans) => {
    const one = terraform([missing], words);
    expect(await planFound(one, "plan", [], [there, missing, neighbour])).toEqual([there, neighbour]);
    expect(one.plans).toHaveLength(plans);
    expect(one.plans.at(-1)).toEqual([there.id, neighbour.id]);
  });
});

test("a plan that fails without any import fails", async () => {
  const one = {
    ...terraform([], () => ({})),
    plan: () => Promise.reject(new TerraformError("plan", [], "no credentials")),
  };
  await expect(planFound(one, "plan", [], [there])).rejects.toThrow("no credentials");
});
