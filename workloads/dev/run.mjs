import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { buildWorkloads } from "../build.mjs";

/**
 * `node workloads/dev/run.mjs [--once] [--help]`: the whole product on this machine, without AWS and without Docker.
 * Bundles the workloads and the program that runs them, then becomes that program.
 */
const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
// Each start has a file of its own, so that several may run side by side.
const program = join(root, ".build", "dev", `main-${process.pid}.mjs`);

await mkdir(dirname(program), { recursive: true });
await build({
  entryPoints: [join(here, "src", "main.ts")],
  outfile: program,
  bundle: true,
  packages: "external",
  platform: "node",
  target: "node20",
  format: "esm",
  logLevel: "warning",
  tsconfig: join(root, "tsconfig.json"),
});
const names = ["backend", "scraper", "notifier"];
const files = await buildWorkloads(names);
const programs = Object.fromEntries(
  names.map((name) => [name, files.find((file) => file.endsWith(join(name, "main.cjs")))]),
);
const { main } = await import(pathToFileURL(program).href);
await main({ root, program, programs, flags: process.argv.slice(2) });
