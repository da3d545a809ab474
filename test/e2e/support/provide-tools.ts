import type { TestProject } from "vitest/node";
import { needActionlint } from "../../../ops/tools/find-actionlint";
import { needShellcheck } from "../../../ops/tools/find-shellcheck";
import { MissingToolsError } from "../../../ops/tools/missing-tools";
import { machinePlaces, type Places } from "../../../ops/tools/places";
import { findTools, type Tools, type ToolsOptions } from "../../../ops/tools/tools";
import type { LocalTools } from "./local-tools";

/** Enough for the 200 MB of a fresh machine on a slow line. */
const MINUTES = 10;
/** Reasons stand in the names of tests. */
const LONGEST_REASON = 200;

/** Once per run of the e2e project, before its first file: vitest calls it. */
export default async function provideToTests(project: TestProject): Promise<void> {
  const print = (line: string) => void process.stdout.write(`${line}\n`);
  const places = machinePlaces(project.config.root);
  project.provide("localTools", await provideTools(places, print));
  project.provide("shellcheck", await needShellcheck(places, AbortSignal.timeout(MINUTES * 60_000)));
  project.provide("actionlint", await needActionlint(places, AbortSignal.timeout(MINUTES * 60_000)));
}

/** Finds the tools, else installs them as a rehearsal does. What can not be had fails nothing: it is why tests are skipped. */
export async function provideTools(
  places: Places,
  print: (line: string) => void,
  options: ToolsOptions = {},
): Promise<LocalTools> {
  try {
    return { tools: await foundOrInstalled(places, print, options), skipped: "" };
  } catch (error) {
    print(wordsOf(error));
    const reasons =
      error instanceof MissingToolsError
        ? error.missing.map(({ name, tried }) => `${name}: ${tried.at(-1)}`)
        : [wordsOf(error)];
    return { tools: undefined, skipped: ` (skipped: ${reasons.map(short).join("; ")})` };
  }
}

async function foundOrInstalled(places: Places, print: (line: string) => void, options: ToolsOptions): Promise<Tools> {
  try {
    return await findTools(places, { install: false });
  } catch (error) {
    if (!(error instanceof MissingToolsError)) throw error;
    const names = error.missing.map(({ name }) => name).join(", ");
    print(`not found: ${names}; installing into .tools, for ${MINUTES} minutes at most`);
    return findTools(places, { signal: AbortSignal.timeout(MINUTES * 60_000), ...options });
  }
}

const wordsOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const short = (reason: string) => (reason.length > LONGEST_REASON ? `${reason.slice(0, LONGEST_REASON)}…` : reason);
