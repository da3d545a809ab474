// Bundles the benchmark of all checks together, runs each size in a process of its own and prints a table.
//
//   node bench/checks/whole.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "stowage-bench-"));
const outfile = join(folder, "whole.cjs");

try {
  buildSync({
    entryPoints: [join(here, "whole.ts")],
    bundle: true,
    platform: "node",
    format: "cjs",
    outfile,
    logLevel: "error",
  });
  console.log(
    "| services | schedules | build s | synth s | checks first ms | of which CPU | median ms | added MiB | peak MiB | growth |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|---|");
  let before;
  for (const [services, schedules] of [
    [100, 50],
    [1000, 500],
  ]) {
    const text = execFileSync(process.execPath, ["--expose-gc", outfile, String(services), String(schedules)], {
      encoding: "utf8",
    });
    const it = JSON.parse(text);
    const growth = before === undefined ? "" : `x ${(it.median / before).toFixed(1)} for x 10`;
    before = it.median;
    console.log(
      `| ${services} | ${schedules} | ${it.buildSeconds} | ${it.synthSeconds} | ${it.first} | ${it.firstCpu} | ${it.median} | ${it.addedMiB} | ${it.peakMiB} | ${growth} |`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
