import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { FreeTierMode } from "../../checks/facts/free-tier";
import { environmentNamed, environments } from "../../environments/environment";
import { type CostArguments, costCommand } from "../cost/command";
import { synthesizeEnvironment } from "./project";
import { terminalStyle } from "./terminal";

export interface CostOptions {
  /** Files or folders of Terraform JSON, or of `terraform show -json`; without any, the environment is synthesized. */
  readonly paths: readonly string[];
  readonly environment: string;
  /** An environment's name, or a path, to compare with: the "before" side. */
  readonly compareWith?: string;
  readonly region?: string;
  readonly freeTier?: FreeTierMode;
  readonly usage?: string;
  readonly json: boolean;
}

/** `stowage cost`. @returns the exit status: 0 answered, 1 over the budget, 2 misuse */
export async function runCost(options: CostOptions): Promise<number> {
  const scratch = await mkdtemp(path.join(tmpdir(), "stowage-cost-"));
  try {
    const ofEnvironment = (name: string) => synthesizeEnvironment(name, path.join(scratch, name));
    const own = options.paths.length === 0;
    const environment = own ? environmentNamed(options.environment) : undefined;
    const before = options.compareWith;
    const args: CostArguments = {
      system: own ? [await ofEnvironment(options.environment)] : [...options.paths],
      ...(before === undefined ? {} : { compareWith: [before in environments ? await ofEnvironment(before) : before] }),
      ...(environment === undefined ? {} : { budgetUsd: environment.budget.monthlyUsd }),
      ...(options.region === undefined ? {} : { region: options.region }),
      ...(options.usage === undefined ? {} : { usage: options.usage }),
      freeTier: options.freeTier ?? environment?.budget.freeTier ?? "none",
      json: options.json,
      ...terminalStyle(),
    };
    return costCommand(args, {
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
