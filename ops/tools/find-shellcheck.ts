import path from "node:path";
import { findPython } from "./find-moto";
import { installWithPip } from "./install-with-pip";
import { type FoundTool, isFound, type NothingFound, type Places, toolsFolder } from "./places";
import { allOnPath, isRunnable, probe } from "./probe";
import { PYTHON_MINIMUM, SHELLCHECK } from "./versions";

/** The Python environment of the project's own that holds it. */
const folder = (places: Places) => toolsFolder(places, "shellcheck");

/** Looks for ShellCheck, of any release: PATH, then the project's own. */
export async function findShellcheck(places: Places): Promise<FoundTool | NothingFound> {
  const onPath = await allOnPath("shellcheck", places.env);
  const candidates: [origin: string, file: string][] = [
    ...onPath.map((file): [string, string] => ["PATH", file]),
    [".tools", path.join(folder(places), "bin", "shellcheck")],
  ];
  const tried = onPath.length === 0 ? ["PATH: no shellcheck"] : [];
  for (const [origin, file] of candidates) {
    const printed = await probe(file, ["--version"], places.env);
    const version = /^version: (\S+)/m.exec(printed ?? "")?.[1];
    if (version !== undefined) return { path: file, version, origin };
    tried.push(`${origin}: ${file} ${(await isRunnable(file)) ? "does not run" : "is not there"}`);
  }
  return { tried };
}

/** Finds ShellCheck, or installs it under `.tools/`. What kept it from being installed is the last place tried. */
export async function needShellcheck(places: Places, signal?: AbortSignal): Promise<FoundTool | NothingFound> {
  const found = await findShellcheck(places);
  if (isFound(found)) return found;
  try {
    const python = await findPython(places);
    if (python === undefined) throw new Error(`there is no Python ${PYTHON_MINIMUM.join(".")} or later on PATH`);
    const { requirement } = SHELLCHECK;
    await installWithPip({ python, target: folder(places), requirement, ...(signal && { signal }) }, places);
    return await findShellcheck(places);
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    return { tried: [...found.tried, `install into .tools: ${words}`] };
  }
}
