// Synthesizes one example: `node examples/synth.mjs one-box`, from any folder. It is also what each example's cdktf.json
// runs. The output is examples/<name>/cdktf.out, unless CDKTF_OUTDIR says otherwise.
import { existsSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundle } from "../ops/program/bundle.mjs";
import { runFromCache } from "../ops/program/bundle-cache.cjs";

const examples = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(examples).filter((name) => existsSync(join(examples, name, "main.ts")));
const [name] = process.argv.slice(2);

if (names.includes(name)) {
  process.chdir(join(examples, name));
  process.env.STOWAGE_EXAMPLE = name;
  runFromCache(await bundle(`examples/${name}`, `examples/${name}/main.ts`, { forCache: true }));
} else {
  process.stderr.write(`usage: node examples/synth.mjs <${names.join(" | ")}>\n`);
  process.exitCode = 2;
}
