import { existsSync } from "node:fs";
import path from "node:path";
import { CostInputError } from "../../checks/cost/input-error";
import type { FreeTierMode } from "../../checks/facts/free-tier";
import { environmentNamed, environments } from "../../environments/environment";
import { type CostArguments, costCommand } from "../cost/command";
import type { CostInput } from "../cost/load-documents";
import { resolveRevision } from "../revision/resolve-revision";
import { RevisionError } from "../revision/revision-error";
import { synthesizeRevision } from "../revision/synthesize-revision";
import { interruptible } from "./interruptible";
import { projectRoot } from "./project";
import { scratchFolder } from "./scratch-folder";
import { terminalStyle } from "./terminal";
import { unjudgedDocuments } from "./unjudged-stacks";

export interface CostOptions {
  /** Files or folders of Terraform JSON, or of `terraform show -json`; without any, the environment is synthesized. */
  readonly paths: readonly string[];
  readonly environment: string;
  /** What to compare with, the "before" side: an environment, else a path, else a git revision of this environment. */
  readonly compareWith?: string;
  /** The git revision to estimate, the "after" side. @default - the working tree */
  readonly revision?: string;
  readonly region?: string;
  readonly freeTier?: FreeTierMode;
  readonly usage?: string;
  readonly json: boolean;
}

const progress = (line: string) => void process.stderr.write(`${line}\n`);

/** `stowage cost`. @returns the exit status: 0 answered, 1 over the budget, 2 misuse */
export async function runCost(options: CostOptions): Promise<number> {
  return interruptible(async (signal) => {
    try {
      await using scratch = await scratchFolder("cost");
      const sides = await sidesOf(options, scratch.path, signal);
      return costCommand(argumentsOf(options, sides), {
        out: (text) => void process.stdout.write(text),
        err: (text) => void process.stderr.write(text),
      });
    } catch (error) {
      if (signal.aborted) return 2;
      if (!(error instanceof RevisionError || error instanceof CostInputError)) throw error;
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
  });
}

type Sides = Pick<CostArguments, "system" | "compareWith">;

/** What is estimated, and what that is compared with. */
async function sidesOf(options: CostOptions, scratch: string, signal: AbortSignal): Promise<Sides> {
  const { paths, environment, revision, compareWith } = options;
  if (paths.length > 0 && revision !== undefined) {
    throw new CostInputError("--revision", `${revision} and paths`, "one of the two", "leave one of them out");
  }
  const ofRevision = async (name: string, side: "before" | "after") => {
    const revision = await resolveRevision(name, projectRoot, side === "before" ? "an environment, a path, or " : "");
    const folder = path.join(scratch, side);
    return [await synthesizeRevision(revision, environment, { projectRoot, folder, signal, progress })];
  };
  // What is there wins over a revision of the same name, which can be called refs/heads/<name>.
  const before = (name: string): Promise<CostInput> | CostInput => {
    if (name in environments) return unjudgedDocuments(name);
    return existsSync(name) || looksLikePath(name) ? [name] : ofRevision(name, "before");
  };
  const after = () => (revision === undefined ? unjudgedDocuments(environment) : ofRevision(revision, "after"));
  return {
    ...(compareWith === undefined ? {} : { compareWith: await before(compareWith) }),
    system: paths.length > 0 ? paths : await after(),
  };
}

/** No name of a commit: a path that is missing is better reported as one. */
function looksLikePath(name: string): boolean {
  return name.endsWith(".json") || name.startsWith(".") || path.isAbsolute(name);
}

function argumentsOf(options: CostOptions, sides: Sides): CostArguments {
  const { paths, environment: name, revision } = options;
  // A revision may know environments that are no more; its budget and its free tier are not known then.
  const asked = paths.length === 0 && (revision === undefined || name in environments);
  const environment = asked ? environmentNamed(name) : undefined;
  return {
    ...sides,
    ...(environment === undefined ? {} : { budgetUsd: environment.budget.monthlyUsd }),
    ...(options.region === undefined ? {} : { region: options.region }),
    ...(options.usage === undefined ? {} : { usage: options.usage }),
    freeTier: options.freeTier ?? environment?.budget.freeTier ?? "none",
    json: options.json,
    ...terminalStyle(),
  };
}
