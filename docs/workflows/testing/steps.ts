import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const Defaults = z.optional(z.object({ run: z.object({ shell: z.optional(z.string()) }) }));
const Env = z.optional(z.record(z.string(), z.string()));
const Step = z.object({
  id: z.optional(z.string()),
  name: z.optional(z.string()),
  run: z.optional(z.string()),
  shell: z.optional(z.string()),
  env: Env,
  "working-directory": z.optional(z.string()),
});
const Workflow = z.object({
  env: Env,
  defaults: Defaults,
  jobs: z.record(z.string(), z.object({ env: Env, defaults: Defaults, steps: z.array(Step) })),
});

/** A step that runs commands, as a runner would run it. */
export interface RunStep {
  readonly title: string;
  readonly script: string;
  /** Bash and its arguments, to which the file of the script is added. */
  readonly shell: readonly string[];
  /** May hold expressions, such as `${{ github.base_ref }}`. */
  readonly env: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
}

/**
 * The shells as runners start them; without a choice it is a Bash that does not look into pipes.
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
export const SHELLS: Readonly<Record<string, readonly string[]>> = {
  "": ["-e"],
  bash: ["--noprofile", "--norc", "-eo", "pipefail"],
};

/** Every step of every workflow in a folder that runs commands. */
export function runSteps(folder: string): RunStep[] {
  return readdirSync(folder)
    .filter((file) => /\.ya?ml$/.test(file))
    .flatMap((file) => stepsOf(file, readFileSync(path.join(folder, file), "utf8")));
}

function stepsOf(file: string, text: string): RunStep[] {
  const workflow = Workflow.parse(parse(text));
  return Object.entries(workflow.jobs).flatMap(([name, job]) =>
    job.steps.flatMap((step): RunStep[] => {
      if (step.run === undefined) return [];
      const shell = step.shell ?? job.defaults?.run.shell ?? workflow.defaults?.run.shell ?? "";
      const known = SHELLS[shell];
      if (known === undefined) throw new Error(`${file}: the shell ${shell} is not known here`);
      return [
        {
          title: `${file}, ${name}: ${step.name ?? step.id ?? step.run}`,
          script: step.run,
          shell: known,
          env: { ...workflow.env, ...job.env, ...step.env },
          workingDirectory: step["working-directory"] ?? ".",
        },
      ];
    }),
  );
}
