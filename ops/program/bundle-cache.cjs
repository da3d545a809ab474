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

/**
 * What tells one version of a file below the repository root from another.
 * @param before milliseconds since the epoch: a file that was saved since then has a stamp that no file has
 */
function stamp(path, before = Number.POSITIVE_INFINITY) {
  const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false }); // joining 150 paths takes as long as the calls
  if (stats === undefined) return "missing";
  return stats.mtimeMs < before ? `${stats.size}:${stats.mtimeMs}` : "in doubt";
}

/** Writes a file in one step, so that a command beside this one never reads half of it. */
function putInPlace(file, content) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, content);
  renameSync(draft, file);
}

/**
 * Runs a bundle that was made for it in this process, as its main program, from V8's code cache: for programs that must
 * start quickly and import nothing while they run, which is not possible from a script. The process ends with it: when
 * all is well, nothing may be left to do.
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
  if (!usable || script.cachedDataRejected) {
    // After the run, when the functions it needed have been compiled and are worth keeping.
    putInPlace(cacheFile, Buffer.concat([Buffer.from(key), script.createCachedData()]));
  }
  // Left to itself, Node would first give back its memory piece by piece.
  if (process.exitCode === undefined) process.exit();
}

module.exports = { bundleFiles, freshBundle, putInPlace, root, runFromCache, stamp };
