import { expect, test } from "vitest";
import { explained, Refusal } from "./refusal";

test.each([
  ["ExpiredTokenException", "aws-credentials"],
  ["CredentialsProviderError", "aws-credentials"],
  ["AccessDeniedException", "aws-denied"],
  ["ClusterNotFoundException", "not-deployed"],
  ["ResourceNotFoundException", "not-deployed"],
])("%s of AWS is %s", (name, code) => {
  const error = Object.assign(new Error("no"), { name });
  expect(explained(error, "dev")).toMatchObject({ finding: { code, path: "environments/dev.ts", got: `${name}: no` } });
});

test("what nobody can do anything about stays as it is", () => {
  const error = new TypeError("a defect");
  expect(explained(error, "dev")).toBe(error);
  const own = new Refusal({ code: "since-format", path: "x", got: "x", expected: "x", fix: "x" });
  expect(explained(own, "dev")).toBe(own);
});
