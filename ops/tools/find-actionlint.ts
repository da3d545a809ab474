import path from "node:path";
import { execa } from "execa";
import { type FoundTool, isFound, type NothingFound, type Places, toolsFolder } from "./places";
import { allOnPath, isRunnable, probe } from "./probe";
import { ACTIONLINT } from "./versions";

const own = (places: Places) => path.join(toolsFolder(places, "actionlint"), "actionlint");

/** Looks for actionlint, of any release: PATH, then the project's own. */
export async function findActionlint(places: Places): Promise<FoundTool | NothingFound> {
  const onPath = await allOnPath("actionlint", places.env);
  const tried = onPath.length === 0 ? ["PATH: no actionlint"] : [];
  const candidates = [...onPath.map((file) => ["PATH", file] as const), [".tools", own(places)] as const];
  for (const [origin, file] of candidates) {
    const version = /^v?(\d[\w.]*)/m.exec((await probe(file, ["-version"], places.env)) ?? "")?.[1];
    if (version !== undefined) return { path: file, version, origin };
    tried.push(`${origin}: ${file} ${(await isRunnable(file)) ? "does not run" : "is not there"}`);
  }
  return { tried };
}

/** Finds actionlint, or builds it under `.tools/` where there is Go. What kept it from being built is the last place tried. */
export async function needActionlint(places: Places, signal?: AbortSignal): Promise<FoundTool | NothingFound> {
  const found = await findActionlint(places);
  if (isFound(found)) return found;
  const [go] = await allOnPath("go", places.env);
  if (go === undefined) return { tried: [...found.tried, "build into .tools: there is no Go on PATH"] };
  const env = { ...places.env, GOBIN: path.dirname(own(places)), CGO_ENABLED: "0" };
  const options = { env, extendEnv: false, reject: false, all: true, cancelSignal: signal } as const;
  const built = await execa(go, ["install", ACTIONLINT.module], options);
  if (!built.failed) return findActionlint(places);
  const lines = (built.all ?? built.shortMessage).trim().split("\n");
  return { tried: [...found.tried, `build into .tools: ${lines.at(-1)}`] };
}
