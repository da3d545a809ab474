// The backend beside bare node:http and beside Flask under gunicorn: requests a second, p99 and peak memory, in one run.
//   node bench/backend/run.mjs [rounds] [seconds]
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { buildWorkloads } from "../../workloads/build.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const out = join(root, ".build", "bench", "backend");

await buildWorkloads(["backend"]);
await build({
  entryPoints: { bench: join(root, "bench/backend/bench.ts"), bare: join(root, "bench/backend/bare.ts") },
  outdir: out,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  logLevel: "warning",
});
const { bench } = await import(pathToFileURL(join(out, "bench.mjs")).href);
await bench({ root, rounds: Number(process.argv[2] ?? 3), seconds: Number(process.argv[3] ?? 5) });
