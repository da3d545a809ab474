import { spawnSync } from "node:child_process";
import { chmodSync, lutimesSync, readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Runs inside the build, before the files go into their images: checks that this image's node can read every program, and
 * gives all files the same modes and times, so that the same bundles make the same layer.
 */
const here = dirname(fileURLToPath(import.meta.url));
const folders = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
for (const { name } of folders) {
  const folder = join(here, name);
  for (const file of readdirSync(folder)) {
    const path = join(folder, file);
    const { status, stderr } = spawnSync(process.execPath, ["--check", path], { encoding: "utf8" });
    if (status !== 0) throw new Error(`${name}/${file} is no program this node can read:\n${stderr}`);
    chmodSync(path, 0o444);
    lutimesSync(path, 0, 0);
  }
  chmodSync(folder, 0o555);
  lutimesSync(folder, 0, 0);
}
