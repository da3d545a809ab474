// Bundles the benchmark, runs each size in a process of its own and prints a table with the growth ratios.
//
//   node bench/checks/run.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildSync } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "stowage-bench-"));
const outfile = join(folder, "placement.mjs");

try {
  buildSync({ entryPoints: [join(here, "placement.ts")], bundle: true, platform: "node", format: "esm", outfile });
  console.log(
    "| services | schedules | fleet | first run ms | of which CPU | median ms | peak MiB | findings | growth |",
  );
  console.log("|---|---|---|---|---|---|---|---|---|");
  for (const shape of ["roomy", "tight", "short", "full"]) {
    let before;
    for (const [services, schedules] of [
      [100, 50],
      [1000, 500],
    ]) {
      const text = execFileSync(process.execPath, [outfile, String(services), String(schedules), shape], {
        encoding: "utf8",
      });
      const figures = JSON.parse(text);
      const growth = before === undefined ? "" : `x ${(figures.median / before).toFixed(1)} for x 10`;
      before = figures.median;
      console.log(
        `| ${services} | ${schedules} | ${shape} | ${figures.first} | ${figures.firstCpu} | ${figures.median} | ${figures.peakMiB} | ${figures.findings} | ${growth} |`,
      );
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
