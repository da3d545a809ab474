import { homedir } from "node:os";
import path from "node:path";

/** Where tools are looked for and put. Tests give their own; everything else takes the machine's. */
export interface Places {
  /** The project's folder: `.terraform-version` is read there, and `.tools/` is where missing tools are installed. */
  readonly projectRoot: string;
  readonly env: Readonly<NodeJS.ProcessEnv>;
  readonly home: string;
  /** Folders in which a host keeps optional software. */
  readonly softwareFolders: readonly string[];
}

/** The places of this machine. */
export function machinePlaces(projectRoot: string): Places {
  return { projectRoot, env: process.env, home: homedir(), softwareFolders: ["/opt", "/usr/local"] };
}

/** The project's own folder for a tool, ignored by git. */
export function toolsFolder(places: Places, ...parts: string[]): string {
  return path.join(places.projectRoot, ".tools", ...parts);
}

/** A tool that was found or installed: where it is, and how that came about, for the rehearsal's first lines. */
export interface FoundTool {
  readonly path: string;
  readonly version: string;
  readonly origin: string;
}

/** A search that found nothing: each place that was looked at, and why it would not do. */
export interface NothingFound {
  readonly tried: readonly string[];
}

export function isFound(result: FoundTool | NothingFound): result is FoundTool {
  return "path" in result;
}
