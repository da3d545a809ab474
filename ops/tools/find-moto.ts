import path from "node:path";
import { z } from "zod";
import { type FoundTool, type NothingFound, type Places, toolsFolder } from "./places";
import { allOnPath, isRunnable, probe } from "./probe";
import { MOTO, PYTHON_MINIMUM } from "./versions";

/** Where the project keeps the Python environment that it installs moto into. */
export function ownMotoPython(places: Places): string {
  return path.join(toolsFolder(places, "moto"), "bin", "python");
}

/** Prints the interpreter behind a shim or link, its version, and moto's when the server can be imported. */
const QUESTION = `
import json, sys
answer = {"python": list(sys.version_info[:2]), "executable": sys.executable, "moto": None}
try:
    import importlib.metadata
    import flask, flask_cors
    answer["moto"] = importlib.metadata.version("moto")
except ImportError:
    pass
print(json.dumps(answer))
`;

const Answer = z.object({ python: z.array(z.number()), executable: z.string(), moto: z.string().nullable() });
export type PythonAnswer = z.infer<typeof Answer>;

/** Looks for a Python that has moto's server: `STOWAGE_MOTO_PYTHON`, then PATH, then the project's own environment. */
export async function findMoto(places: Places): Promise<FoundTool | NothingFound> {
  const tried: string[] = places.env.STOWAGE_MOTO_PYTHON ? [] : ["STOWAGE_MOTO_PYTHON: not set"];
  for (const [origin, file] of await candidates(places)) {
    const answer = await askPython(file, places.env);
    const problem = answer === undefined ? await whyNot(file) : shortcoming(answer);
    if (answer?.moto && problem === undefined) {
      return { path: answer.executable, version: answer.moto, origin };
    }
    tried.push(`${origin}: ${file} ${problem}`);
  }
  return { tried };
}

/** A Python on PATH that is new enough to make an environment with. */
export async function findPython(places: Places): Promise<string | undefined> {
  for (const [, file] of await candidates(places)) {
    const answer = await askPython(file, places.env);
    if (answer !== undefined && isNewEnough(answer)) {
      return answer.executable;
    }
  }
  return undefined;
}

export async function askPython(file: string, env: Places["env"]): Promise<PythonAnswer | undefined> {
  const printed = await probe(file, ["-c", QUESTION], env);
  return printed === undefined ? undefined : Answer.safeParse(JSON.parse(printed)).data;
}

async function candidates(places: Places): Promise<[origin: string, file: string][]> {
  const named = places.env.STOWAGE_MOTO_PYTHON;
  const onPath = [...(await allOnPath("python3", places.env)), ...(await allOnPath("python", places.env))];
  return [
    ...(named ? [["STOWAGE_MOTO_PYTHON", named] satisfies [string, string]] : []),
    ...onPath.map((file): [string, string] => ["PATH", file]),
    [".tools", ownMotoPython(places)],
  ];
}

function shortcoming(answer: PythonAnswer): string | undefined {
  if (!isNewEnough(answer)) {
    return `is Python ${answer.python.join(".")}, older than ${PYTHON_MINIMUM.join(".")}`;
  }
  if (answer.moto === null) {
    return "has no moto server";
  }
  const [major, minor] = answer.moto.split(".").map(Number);
  const fits = major === MOTO.major && (minor ?? 0) >= MOTO.minor;
  return fits ? undefined : `has moto ${answer.moto}, not ${MOTO.major}.${MOTO.minor} or a later ${MOTO.major}.x`;
}

function isNewEnough({ python: [major = 0, minor = 0] }: PythonAnswer): boolean {
  return major === PYTHON_MINIMUM[0] && minor >= PYTHON_MINIMUM[1];
}

async function whyNot(file: string): Promise<string> {
  return (await isRunnable(file)) ? "does not run" : "is not there";
}
