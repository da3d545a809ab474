import { z } from "zod";
import { type FoundTool, type NothingFound, type Places, toolsFolder } from "./places";
import { allOnPath, isRunnable, probe } from "./probe";
import { terraformQuietEnv } from "./quiet-env";

const VersionAnswer = z.object({ terraform_version: z.string() });

/** Where the project keeps the Terraform that it installs itself. */
export function ownTerraform(places: Places, version: string): string {
  return toolsFolder(places, "terraform", version, "terraform");
}

/** Looks for exactly that release: `STOWAGE_TERRAFORM`, then PATH, then the project's own. */
export async function findTerraform(version: string, places: Places): Promise<FoundTool | NothingFound> {
  const named = places.env.STOWAGE_TERRAFORM;
  const candidates: [origin: string, file: string][] = [
    ...(named ? [["STOWAGE_TERRAFORM", named] satisfies [string, string]] : []),
    ...(await allOnPath("terraform", places.env)).map((file): [string, string] => ["PATH", file]),
    [".tools", ownTerraform(places, version)],
  ];
  const tried: string[] = named ? [] : ["STOWAGE_TERRAFORM: not set"];
  if (!candidates.some(([origin]) => origin === "PATH")) {
    tried.push("PATH: no terraform");
  }
  for (const [origin, file] of candidates) {
    const got = await terraformVersion(file, places.env);
    if (got === version) {
      return { path: file, version, origin };
    }
    tried.push(`${origin}: ${file} ${await whyNot(file, got)}`);
  }
  return { tried };
}

async function terraformVersion(file: string, env: Places["env"]): Promise<string | undefined> {
  const printed = await probe(file, ["version", "-json"], terraformQuietEnv(env));
  const answer = printed === undefined ? undefined : VersionAnswer.safeParse(parseJson(printed));
  return answer?.data?.terraform_version;
}

async function whyNot(file: string, got: string | undefined): Promise<string> {
  if (got !== undefined) {
    return `is ${got}`;
  }
  return (await isRunnable(file)) ? "does not run" : "is not there";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
