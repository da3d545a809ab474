import { ConfigError } from "../../constructs/rules/finding";
import { environmentNamed } from "../../environments/environment";
import { buildSystem } from "../../stacks/system";
import type { CheckTarget } from "../check/checked-system";
import { examples } from "./examples";

/**
 * What a name on the command line means: an environment, or `examples/<name>`. Building it throws a ConfigError when
 * there is none of that name.
 */
export async function targetNamed(name: string, outdir: string): Promise<CheckTarget> {
  const example = name.startsWith("examples/") ? name.slice("examples/".length) : undefined;
  if (example === undefined) {
    return {
      name,
      build: () => buildSystem(environmentNamed(name), outdir).app,
      budget: () => environmentNamed(name).budget,
    };
  }
  const load = Object.hasOwn(examples, example) ? examples[example] : undefined;
  if (load === undefined) return { name, build: () => unknownExample(name) };
  const { build } = await load();
  return { name, build: () => build(outdir) };
}

function unknownExample(name: string): never {
  const known = Object.keys(examples).map((example) => `examples/${example}`);
  throw new ConfigError([
    {
      code: "example-unknown",
      severity: "error",
      path: name,
      got: name,
      expected: `one of ${known.join(", ")}`,
      fix: "correct the name",
    },
  ]);
}
