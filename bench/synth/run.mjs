// Cold synthesis of the reference system beside `node -e 0`, as whole processes, alternating in one run.
//   node bench/synth/run.mjs [rounds]
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleFiles } from "../../ops/program/bundle-cache.cjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const scratch = mkdtempSync(join(tmpdir(), "stowage-bench-"));
const rounds = Number(process.argv[2] ?? 15);
const LIMIT_RATIO = 6;
const LIMIT_MIB = 120;

/** What a user types, and what the limit of time is for: npm's own start counts. */
const TYPED = "npm run -s synth";
/** The same after a change of a source, when the program is bundled before and its code cache made after. */
const AFTER_CHANGE = "npm run -s synth, bundling";
const commands = {
  "node -e 0": [process.execPath, "-e", "0"],
  synth: [process.execPath, "ops/program/synth.cjs"],
  [TYPED]: ["npm", "run", "-s", "synth"],
};

function run([command, ...args], extra = {}) {
  const started = process.hrtime.bigint();
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, CDKTF_OUTDIR: join(scratch, "out"), ...extra },
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (result.status !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${result.status}`);
  return Number(process.hrtime.bigint() - started) / 1e6;
}

function peakMiB(command) {
  const file = join(scratch, "peak");
  run(command, { PEAK_MEMORY_FILE: file, NODE_OPTIONS: `--require ${join(root, "bench/synth/peak-memory.cjs")}` });
  return Number(readFileSync(file, "utf8")) / 1024;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

try {
  for (const command of Object.values(commands)) run(command); // the bundle and the code cache are made here
  const times = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, command] of Object.entries(commands)) times[name].push(run(command));
  }
  times[AFTER_CHANGE] = Array.from({ length: 5 }, () => {
    rmSync(bundleFiles("main").stampFile);
    return run(commands[TYPED]);
  });
  const base = median(times["node -e 0"]);
  const rows = Object.entries(times).map(([name, values]) => ({
    command: name,
    "median ms": Math.round(median(values)),
    "x node -e 0": (median(values) / base).toFixed(1),
  }));
  console.table(rows);
  const ratio = median(times[TYPED]) / base;
  const memory = peakMiB(commands.synth);
  console.log(
    `${TYPED}: ${ratio.toFixed(1)} times node -e 0 (limit ${LIMIT_RATIO}), synth: ${memory.toFixed(0)} MiB at its peak (limit ${LIMIT_MIB})`,
  );
  process.exitCode = ratio <= LIMIT_RATIO && memory <= LIMIT_MIB ? 0 : 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
