import { describe, expect, it } from "vitest";
import { findReferences, parseLiteral, parseReference, templateParts } from "./expression";

describe("a reference", () => {
  it.each([
    ["aws_lb.web.arn", ["aws_lb", "web", "arn"]],
    ["aws_subnet.public[0].id", ["aws_subnet", "public", 0, "id"]],
    ["aws_subnet.public[*].id", ["aws_subnet", "public", "*", "id"]],
    ["aws_subnet.public.*.id", ["aws_subnet", "public", "*", "id"]],
    ['aws_subnet.public["a-1"].id', ["aws_subnet", "public", "a-1", "id"]],
    ["tostring(aws_launch_template.t.latest_version)", ["aws_launch_template", "t", "latest_version"]],
    ["var.size", ["var", "size"]],
    [
      "data.terraform_remote_state.cross-stack.outputs.cross-stack-output-x",
      ["data", "terraform_remote_state", "cross-stack", "outputs", "cross-stack-output-x"],
    ],
  ])("%s is read in steps", (text, steps) => {
    expect(parseReference(text)).toEqual(steps);
  });

  it.each(["var.a ? 1 : 2", "jsonencode([])", "a", "max(var.a, 2)", "", "1 + 2"])("%j is none", (text) => {
    expect(parseReference(text)).toBeUndefined();
  });

  it("is found inside functions and conditions", () => {
    expect(findReferences("var.a ? aws_lb.x.arn : concat(aws_lb.y[*].arn)")).toEqual([
      ["var", "a"],
      ["aws_lb", "x", "arn"],
      ["aws_lb", "y", "*", "arn"],
    ]);
  });
});

describe("a template", () => {
  it("is cut at its interpolations, braces inside them counted", () => {
    expect(templateParts('a-${lookup({k = "v"}, "k")}-b')).toEqual([
      { plain: "a-", expression: 'lookup({k = "v"}, "k")' },
      { plain: "-b" },
    ]);
  });

  it("keeps an escaped interpolation as text", () => {
    expect(templateParts("$${HOME}/x")).toEqual([{ plain: "${" }, { plain: "HOME}/x" }]);
  });

  it("survives a brace that never closes", () => {
    expect(templateParts("a${b")).toEqual([{ plain: "a", expression: "b" }]);
  });
});

describe("a literal", () => {
  it.each([
    ["3", 3],
    ["-1.5", -1.5],
    ["true", true],
    ['"text"', "text"],
    ["null", undefined],
    ['"${x}"', undefined],
  ])("%s is read", (text, value) => {
    expect(parseLiteral(text)).toBe(value);
  });
});
