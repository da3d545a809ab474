import { mkdir, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { copyStacks, readStacks, type SynthesizedStack } from "../rehearsal/synthesized";
import { type BootstrapProgress, bootstrapState } from "../terraform/bootstrap";
import { Terraform } from "../terraform/terraform";

export interface BootstrapOptions {
  /** Name of the environment, whose state stack has been synthesized. */
  readonly environment: string;
  /** The folder with `manifest.json`, such as `cdktf.out`. */
  readonly output: string;
  /** Where the local state stands until it has moved; kept when interrupted, removed when done. */
  readonly workFolder: string;
  readonly terraform: string;
  /** The caller's environment: credentials, profile, region and endpoint are the user's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly progress?: BootstrapProgress;
}

/** What is about to be created, for the question before it is. */
export interface BootstrapPlan {
  readonly stack: SynthesizedStack;
  readonly bucket: string;
  readonly region: string;
}

/**
 * Reads which bucket an environment's state stack creates.
 * @throws Error when the stack has not been synthesized
 */
export async function bootstrapPlan({
  environment,
  output,
}: Pick<BootstrapOptions, "environment" | "output">): Promise<BootstrapPlan> {
  const name = `${environment}-state`;
  const stack = (await readStacks(output)).find((candidate) => candidate.name === name);
  if (stack === undefined)
    throw new Error(`${output} holds no stack ${name}; run STOWAGE_ENV=${environment} npm run synth`);
  const { bucket, region } = (stack.document.terraform.backend?.s3 ?? {}) as { bucket: string; region: string };
  return { stack, bucket, region };
}

/**
 * Creates the bucket that keeps all state, from a local state that then moves into the bucket itself. Safe to interrupt
 * and to repeat; on a bucket that is there it applies what changed.
 * @throws TerraformError with Terraform's own words
 */
export async function bootstrap(options: BootstrapOptions): Promise<"created" | "was there"> {
  const { stack } = await bootstrapPlan(options);
  await mkdir(options.workFolder, { recursive: true, mode: 0o700 });
  const [copy] = await copyStacks([stack], options.workFolder);
  const folder = copy!.folder;
  const override = path.join(folder, "bootstrap_override.tf.json");
  const terraform = new Terraform({ binary: options.terraform, folder, env: options.env });
  const keepStateIn = (place: "s3" | "local") =>
    place === "s3"
      ? rm(override, { force: true })
      : writeFile(override, JSON.stringify({ terraform: { backend: { local: {} } } }));
  const { outcome } = await bootstrapState({ terraform, keepStateIn }, options.progress);
  await rm(options.workFolder, { recursive: true, force: true });
  return outcome;
}
