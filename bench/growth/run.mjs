// Walks a standing system from one box to several zones and back (docs/growing.md), one line of JSON per apply.
//   node bench/growth/run.mjs
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const outfile = join(root, ".build", "bench", "growth.mjs");

/** The bindings' folders, which an ES module may not import as such. */
const bindings = {
  name: "bindings",
  setup: ({ onResolve }) =>
    onResolve({ filter: /^@cdktf\/provider-aws\/lib\/[^/]+$/ }, ({ path }) => ({
      path: `${path}/index.js`,
      external: true,
    })),
};

await build({
  entryPoints: [join(root, "bench/growth/growth.ts")],
  outfile,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  packages: "external",
  plugins: [bindings],
  logLevel: "error",
});
await import(pathToFileURL(outfile));
