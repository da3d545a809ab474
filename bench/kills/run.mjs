// Kills first applies at random moments and goes the documented way back, one line of JSON per kill.
//   node bench/kills/run.mjs [environment] [rounds] [seed] [look | apply | mixed] [output of an earlier run]
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const outfile = join(root, ".build", "bench", "kills.mjs");

await build({
  entryPoints: [join(root, "bench/kills/kills.ts")],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "error",
});
await import(pathToFileURL(outfile));
