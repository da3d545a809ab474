// Finds a bundle that is up to date, and runs it from V8's code cache. CommonJS, and without esbuild, because that is all
// that most commands need: loading this as an ES module would cost a twentieth of a synth.
const { existsSync, readFileSync, renameSync, statSync, writeFileSync } = require("node:fs");
const { createRequire } = require("node:module");
const { dirname, join, relative, resolve } = require("node:path");
const { Script } = require("node:vm");

/** What a code cache begins with, in bytes: which Node and which bundle it is of. A multiple of 8, as V8 wants it. */
const KEY_LENGTH = 64;
const root = resolve(__dirname, "../..");

/** Where a bundle is, and the sizes and times of what it was made from. */
function bundleFiles(name) {
  const outfile = join(root, ".build", `${name}.cjs`);
  return { outfile, stampFile: `${outfile}.inputs.json` };
}

/** The path of a bundle, unless there is none or one of its sources has changed. */
function freshBundle(name) {
  const { outfile, stampFile } = bundleFiles(name);
  if (!existsSync(outfile) || !existsSync(stampFile)) return undefined;
  const stamps = Object.entries(JSON.parse(readFileSync(stampFile, "utf8")));
  return stamps.every(([path, known]) => stamp(path) === known) ? outfile : undefined;
}

/** What tells one version of a file below the repository root from another. */
function stamp(path) {
  const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false }); // joining 150 paths takes as long as the calls
  return stats === undefined ? "missing" : `${stats.size}:${stats.mtimeMs}`;
}

/**
 * Runs a bundle that was made for it in this process, as its main program, from V8's code cache: for programs that must
 * start quickly and import nothing while they run, which is not possible from a script.
 */
function runFromCache(file) {
  const source = readFileSync(file, "latin1"); // esbuild writes ASCII, which is quicker to read than UTF-8
  const key = `${process.version} ${process.arch} ${stamp(relative(root, file))}`.padEnd(KEY_LENGTH);
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

module.exports = { bundleFiles, freshBundle, root, runFromCache, stamp };
