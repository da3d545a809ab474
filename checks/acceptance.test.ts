import { expect, test } from "vitest";
import type { Finding } from "../constructs/rules/finding";
import { applyAcceptances } from "./acceptance";

const finding = (code: string, path: string): Finding => ({
  code,
  path,
  severity: "error",
  got: "a",
  expected: "b",
  fix: "c",
});

test("an acceptance covers its construct and everything below it, and nothing beside it", () => {
  const findings = ["app/web", "app/web/task", "app/web2", "app"].map((path) => finding("x", path));
  const acceptance = { code: "x", reason: "known", path: "app/web" };
  const judged = applyAcceptances(findings, [acceptance]);
  expect(judged.findings.map(({ path }) => path)).toEqual(["app/web2", "app"]);
  expect(judged.accepted.map(({ finding: { path } }) => path)).toEqual(["app/web", "app/web/task"]);
});

test("another code is not covered, and the acceptance of nothing is an error", () => {
  const judged = applyAcceptances([finding("y", "app/web")], [{ code: "x", reason: "known", path: "app" }]);
  expect(judged.accepted).toEqual([]);
  expect(judged.findings.map(({ code, path }) => [code, path])).toEqual([
    ["y", "app/web"],
    ["acceptance-unused", "app"],
  ]);
});
