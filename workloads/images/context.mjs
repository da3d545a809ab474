import { copyFile, mkdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWorkloads } from "../build.mjs";

const here = dirname(fileURLToPath(import.meta.url));

/** The images there are; each is a stage of the Dockerfile. */
export const workloads = ["backend", "scraper", "notifier"];

/** The Dockerfile all images are built from. */
export const dockerfile = join(here, "Dockerfile");

/**
 * Bundles the workloads and puts what the images are made of, and nothing else, into an empty folder.
 *
 * @param {string} folder build context; emptied first
 */
export async function writeContext(folder) {
  await rm(folder, { recursive: true, force: true });
  for (const workload of workloads) {
    await mkdir(join(folder, workload), { recursive: true });
    for (const file of await buildWorkloads([workload])) await copyFile(file, join(folder, workload, basename(file)));
  }
  await copyFile(join(here, "assemble.mjs"), join(folder, "assemble.mjs"));
}
