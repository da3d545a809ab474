import { Token } from "cdktf";
import { expect, test } from "vitest";
import { literal } from "./template-literal";

test.each([
  ["plain", "plain"],
  ["${HOME}/bin", "$${HOME}/bin"],
  ["%{ if x }", "%%{ if x }"],
  ["$HOME costs $5 or 5 %", "$HOME costs $5 or 5 %"],
  ["$${already}", "$$${already}"],
])("%s reaches the container as it was written", (text, escaped) => {
  expect(literal(text)).toBe(escaped);
});

test("a token is left alone, because Terraform must evaluate it", () => {
  const token = Token.asString({ resolve: () => "x", creationStack: [], toString: () => "" });
  expect(literal(`${token}-suffix`)).toBe(`${token}-suffix`);
});
