import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseTemplatedJson } from "./templated-json";

describe("JSON with expressions", () => {
  test("keeps an expression inside a string", () => {
    expect(parseTemplatedJson('{"a":"${aws_x.y.arn}:*"}')).toEqual({ a: "${aws_x.y.arn}:*" });
  });

  test("takes an expression that stands for a whole value as a string, without its jsonencode", () => {
    const text = '[{"image":${jsonencode(coalesce(var.image, format("%s:%s", aws_r.x.url, "1.0")))},"cpu":${var.cpu}}]';
    expect(parseTemplatedJson(text)).toEqual([
      { image: '${coalesce(var.image, format("%s:%s", aws_r.x.url, "1.0"))}', cpu: "${var.cpu}" },
    ]);
  });

  test("survives quotes and brackets inside an expression inside a string", () => {
    expect(parseTemplatedJson('{"a":"x-${element(var.names["k"], 0)}-y"}')).toEqual({
      a: 'x-${element(var.names["k"], 0)}-y',
    });
  });

  test("leaves escaped markers escaped, beside expressions too", () => {
    expect(parseTemplatedJson('{"a":"$${HOME}"}')).toEqual({ a: "$${HOME}" });
    expect(parseTemplatedJson('{"a":"$${HOME}","b":${jsonencode(var.b)}}')).toEqual({ a: "$${HOME}", b: "${var.b}" });
  });

  test("says when a text is no JSON", () => {
    for (const text of ["", "{", '${jsonencode({"a" = 1})}x', "not json"]) {
      expect(parseTemplatedJson(text)).toBeUndefined();
    }
  });

  test("is plain JSON where there is no expression", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 3 }), (value) => {
        const text = JSON.stringify(value);
        fc.pre(!text.includes("${"));
        expect(parseTemplatedJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });
});
