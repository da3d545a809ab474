import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { setNamePrefix } from "../../constructs/naming";
import { findingsOf } from "../../constructs/report";
import type { Finding } from "../../constructs/rules/finding";

/** One block of a synthesized file: attribute names as Terraform has them. */
export type Block = Record<string, unknown>;

/** A synthesized stack, to be asked about meaning rather than compared as text. */
export interface Template {
  readonly json: { readonly [section: string]: Record<string, unknown> };
  readonly findings: readonly Finding[];
  /** Codes of the errors, sorted: what most tests of bad input compare. */
  readonly codes: readonly string[];
  /** Every resource of a type, by its name in the file. */
  all(type: string): Record<string, Block>;
  /** The one resource of a type, or the one whose name starts with `name`; anything else throws and lists what there is. */
  one(type: string, name?: string): Block;
}

/** A stack with the provider and name prefix that every stack has, filled by `build`, and synthesized in memory. */
export function aStack(build: (scope: TerraformStack) => void): Template {
  return withApp((app) => {
    const stack = new TerraformStack(app, "test");
    setNamePrefix(stack, "stowage-test");
    new AwsProvider(stack, "aws", { region: "eu-west-1" });
    new LocalBackend(new Construct(stack, "terraform"), {}); // apart, because it takes the id `backend`
    build(stack);
    return templateOf(stack);
  });
}

/** An app in a folder of its own that is gone afterwards. Address context as in stacks/system.ts. */
export function withApp<T>(use: (app: App) => T): T {
  const outdir = mkdtempSync(join(tmpdir(), "stowage-test-"));
  try {
    const context = { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" };
    return use(new App({ outdir: join(outdir, "out"), stackTraces: false, context }));
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** What a stack of a finished tree synthesizes to. */
export function templateOf(stack: TerraformStack): Template {
  stack.prepareStack();
  const json = JSON.parse(JSON.stringify(stack.toTerraform())) as Template["json"];
  const all = (type: string) => (json.resource?.[type] ?? {}) as Record<string, Block>;
  const findings = findingsOf(stack);
  return {
    json,
    findings,
    codes: findings
      .filter((finding) => finding.severity === "error")
      .map((finding) => finding.code)
      .sort(),
    all,
    one: (type, name) => {
      const found = Object.entries(all(type)).filter(([id]) => name === undefined || id.startsWith(name));
      if (found.length === 1) return found[0]![1];
      const there = Object.entries(json.resource ?? {}).flatMap(([t, items]) =>
        Object.keys(items as Block).map((id) => `${t}.${id}`),
      );
      throw new Error(`expected one ${type} ${name ?? ""}, found ${found.length}; the stack has ${there.join(", ")}`);
    },
  };
}

/** The statements of a policy in the plain JSON form that the project writes. */
export function statements(
  policy: unknown,
): { Sid: string; Action: string | string[]; Resource: string | string[]; Condition?: Block }[] {
  return (JSON.parse(policy as string) as { Statement: [] }).Statement;
}

/** The one statement of a role's trust policy: who may assume it, and when. */
export function trust(policy: unknown): {
  readonly Principal: Block;
  readonly Action: string;
  readonly Condition: { readonly StringEquals: Record<string, string> };
} {
  return JSON.parse(policy as string).Statement[0];
}

/** Container definitions as data; a value that Terraform will fill in is shown as the text of its expression. */
export function containers(definition: unknown): Block[] {
  const text = (definition as string).replace(/\$\{jsonencode\(/g, "\u0001");
  let result = "";
  for (let index = 0; index < text.length; index++) {
    if (text[index] !== "\u0001") {
      result += text[index];
      continue;
    }
    const end = closing(text, index + 1);
    result += JSON.stringify(`\${${text.slice(index + 1, end)}}`);
    index = end + 1; // the closing brace of the template
  }
  return JSON.parse(result) as Block[];
}

function closing(text: string, from: number): number {
  let depth = 1;
  for (let index = from; index < text.length; index++) {
    if (text[index] === "(") depth++;
    if (text[index] === ")" && --depth === 0) return index;
  }
  throw new Error(`no closing bracket in ${text}`);
}
