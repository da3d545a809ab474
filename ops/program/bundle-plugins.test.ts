import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as source from "cdktf";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plugins } from "./bundle-plugins.mjs";

type Cdktf = typeof source;

const scratch = mkdtempSync(join(tmpdir(), "stowage-plugins-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** CDKTF as a bundle has it, with what the plugins changed. */
let bundled: Cdktf;
beforeAll(async () => {
  const { outputFiles } = await build({
    stdin: { contents: 'export * from "cdktf";', resolveDir: process.cwd() },
    bundle: true,
    write: false,
    platform: "node",
    format: "cjs",
    logLevel: "error",
    plugins,
  });
  const file = join(scratch, "cdktf.cjs");
  writeFileSync(file, outputFiles[0]!.contents);
  bundled = createRequire(import.meta.url)(file) as Cdktf;
});

/** A stack with an element that has the value for an attribute, beside what resolves differently in each place. */
function stackWith(cdktf: Cdktf, value: (cdktf: Cdktf) => unknown): source.TerraformStack {
  const app = new cdktf.App({ outdir: join(scratch, "out"), stackTraces: false });
  const stack = new cdktf.TerraformStack(app, "stack");
  const element = new cdktf.TerraformResource(stack, "element", { terraformResourceType: "aws_thing" });
  element.addOverride("attribute", value(cdktf));
  return stack;
}

/** What a stack says, or why it can't be made. */
function answer(stack: () => source.TerraformStack): unknown {
  try {
    const made = stack();
    made.prepareStack();
    return made.toTerraform();
  } catch (error) {
    return (error as Error).message.replaceAll(/(?<=TOKEN\.)\d+/g, "n"); // each copy of CDKTF counts its own
  }
}

describe("a bundled CDKTF resolves as CDKTF itself does", () => {
  const token = (cdktf: Cdktf, value: unknown) => cdktf.Lazy.anyValue({ produce: () => value });
  test.each<[string, (cdktf: Cdktf) => unknown]>([
    ["plain text", () => "plain"],
    ["text with the word Token", () => "a Token of esteem"],
    ["text with braces of Terraform's own", () => "${aws_vpc.main.id} and %{ if x }"],
    ["text that looks like a number", () => ["1e5", "-1.8881545897087626e+289", "4-4e4", "1.5"]],
    ["a text token in text", (cdktf) => `a ${cdktf.Token.asString(token(cdktf, "b"))} c`],
    ["a text token between braces", (cdktf) => `\${x}${cdktf.Token.asString(token(cdktf, "b"))}\${y}`],
    ["a list token", (cdktf) => cdktf.Token.asList(token(cdktf, ["a", "b"]))],
    ["a number token", (cdktf) => cdktf.Token.asNumber(token(cdktf, 5))],
    ["a number token in text", (cdktf) => `port ${cdktf.Token.asNumber(token(cdktf, 5))}`],
    ["a list of number tokens", (cdktf) => cdktf.Token.asNumberList(token(cdktf, [1, 2]))],
    ["a map token", (cdktf) => cdktf.Token.asStringMap(token(cdktf, { a: "b" }))],
    ["a token as a key", (cdktf) => ({ [cdktf.Token.asString(token(cdktf, "key"))]: 1 })],
    ["a token in a token", (cdktf) => token(cdktf, [cdktf.Token.asString(token(cdktf, "inner"))])],
    ["numbers of all kinds", () => [0, -1, 0.5, -0.5, 1e21, 2 ** 53, -123_456_788]],
    ["null and truth values", () => [null, true, false]],
    ["nothing, in lists and objects", () => [{ a: undefined, b: [undefined, 1] }, {}, []]],
    ["a date", () => new Date(0)],
    ["an escape in a function", (cdktf) => cdktf.Fn.join("-", [cdktf.Token.asString(token(cdktf, "a")), "${b}"])],
    ["a reference", (cdktf) => cdktf.ref("aws_vpc.main.id")],
    ["the value of a text map's token", () => "String Map Token Value"],
    ["the value of a number map's token", () => -123_456_789],
    ["a list token where text is expected", (cdktf) => cdktf.Token.asList(token(cdktf, ["a"]))[0]],
    ["a function", () => () => 1],
    ["a key that is no text", (cdktf) => ({ [cdktf.Token.asString(token(cdktf, { a: 1 }))]: 1 })],
  ])("%s", (_, value) => {
    expect(answer(() => stackWith(bundled, value))).toEqual(answer(() => stackWith(source, value)));
  });

  test.each<[string, (cdktf: Cdktf) => unknown, unknown]>([
    ["plain", () => "1.9", "1.9"],
    ["a token", (cdktf) => cdktf.Lazy.stringValue({ produce: () => "1.9" }), "1.9"],
    ["a token within", (cdktf) => [{ a: cdktf.Lazy.anyValue({ produce: () => 1 }) }], [{ a: 1 }]],
    ["a token as a key", (cdktf) => ({ [cdktf.Lazy.stringValue({ produce: () => "key" })]: null }), { key: null }],
    ["nothing", () => undefined, undefined],
  ])("an override of a whole stack with: %s", (_, value, expected) => {
    const overridden = (cdktf: Cdktf) => {
      const stack = stackWith(cdktf, () => "value");
      stack.addOverride("terraform.setting", value(cdktf));
      return stack;
    };
    expect(answer(() => overridden(bundled))).toEqual(answer(() => overridden(source)));
    const { terraform } = answer(() => overridden(bundled)) as { terraform: Record<string, unknown> };
    expect(terraform.setting).toEqual(expected);
  });

  test("a reference from one stack to another", () => {
    const referring = (cdktf: Cdktf) => {
      const stack = stackWith(cdktf, () => "value");
      const element = stack.node.findChild("element") as source.TerraformResource;
      const other = new cdktf.TerraformStack(stack.node.scope!, "other");
      new cdktf.TerraformOutput(other, "output", { value: element.getStringAttribute("id") });
      other.prepareStack();
      return [answer(() => other), answer(() => stack)];
    };
    const [other, stack] = referring(bundled);
    expect([other, stack]).toEqual(referring(source));
    expect(other).toHaveProperty("data.terraform_remote_state");
  });
});
