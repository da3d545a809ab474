import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import Table from "cli-table3";
import { runCost } from "./cost";
import { synthesizeEnvironment } from "./project";

type Resources = ReadonlyMap<string, string>;

const STACKS = ["state", "platform", "app"] as const;

/**
 * `stowage compare`: which resources two environments have and have not, and what each costs.
 * @returns the exit status of the cost estimate
 */
export async function runCompare(before: string, after: string): Promise<number> {
  const [left, right] = [await resourcesOf(before), await resourcesOf(after)];
  const addresses = [...new Set([...left.keys(), ...right.keys()])].sort();
  const differing = addresses.filter((address) => left.get(address) !== right.get(address));
  const table = new Table({ head: ["resource", before, after], style: { head: [], border: [], compact: true } });
  for (const address of differing) {
    const [a, b] = [left.get(address), right.get(address)];
    table.push(
      a !== undefined && b !== undefined
        ? [address, "differs", "differs"]
        : [address, a === undefined ? "" : "yes", b === undefined ? "" : "yes"],
    );
  }
  process.stdout.write(
    `${table.toString()}\n${addresses.length - differing.length} of ${addresses.length} resources are the same\n\n`,
  );
  return runCost({ paths: [], environment: after, compareWith: before, json: false });
}

/** Every resource by stack and address, with its settings as text; the environment's own name is taken out of them. */
async function resourcesOf(environment: string): Promise<Resources> {
  const scratch = await mkdtemp(path.join(tmpdir(), "stowage-compare-"));
  try {
    await synthesizeEnvironment(environment, scratch);
    const stacks = await Promise.all(
      STACKS.map(async (stack) => {
        const text = await readFile(path.join(scratch, "stacks", `${environment}-${stack}`, "cdk.tf.json"), "utf8");
        const { resource } = JSON.parse(text.replaceAll(environment, "<environment>")) as {
          resource: Record<string, object>;
        };
        return Object.entries(resource).flatMap(([type, named]) =>
          Object.entries(named).map(([name, block]) => [`${stack}: ${type}.${name}`, JSON.stringify(block)] as const),
        );
      }),
    );
    return new Map(stacks.flat());
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
