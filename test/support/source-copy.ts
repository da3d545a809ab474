import { cpSync, symlinkSync } from "node:fs";
import { basename, join, resolve } from "node:path";

const NOT_SOURCES = new Set(["node_modules", ".git", ".build", ".tools", ".local", ".stowage", "cdktf.out", "bench"]);

/** Copies the project's sources to a folder that does not exist, without what is made from them; packages are linked. */
export function copySources(folder: string): void {
  cpSync(resolve("."), folder, { recursive: true, filter: (path) => !NOT_SOURCES.has(basename(path)) });
  symlinkSync(resolve("node_modules"), join(folder, "node_modules"));
}
