import path from "node:path";
import { confirmed } from "../commands/terminal";
import { meetsExisting } from "../terraform/adoption/find-outside-state";
import { callersEnv, pinnedTerraform } from "../terraform/callers-own";
import { TerraformError } from "../terraform/terraform";
import { bootstrap, bootstrapPlan } from "./bootstrap";

export interface BootstrapCommand {
  readonly environment: string;
  readonly output: string;
  readonly yes: boolean;
  readonly projectRoot: string;
}

/**
 * `stowage bootstrap`: says what it will create and where, asks, and does it.
 * @returns the exit status: 0 done, 1 refused or failed, 2 misuse
 */
export async function bootstrapCommand({ environment, output, yes, projectRoot }: BootstrapCommand): Promise<number> {
  const { bucket, region } = await bootstrapPlan({ environment, output });
  process.stdout.write(
    `creates the S3 bucket ${bucket} in ${region}, in the AWS account you are logged in to (cents a month)\n`,
  );
  if (!(yes || (await confirmed()))) {
    process.stderr.write("nothing was created; say yes, or pass --yes where nobody can be asked\n");
    return 1;
  }
  const outcome = await bootstrap({
    environment,
    output,
    terraform: await pinnedTerraform(projectRoot),
    workFolder: path.join(projectRoot, ".local", "bootstrap", environment),
    env: callersEnv(),
    progress: {
      onResource: ({ kind, address }) => process.stdout.write(`  ${kind} ${address}\n`),
    },
  }).catch((error: unknown) => {
    throw advised(error, environment);
  });
  process.stdout.write(
    outcome === "created" ? `created; its own state is in it now\n` : "was there, and is up to date\n",
  );
  return 0;
}

/** A bucket without state is what a killed run left whose work folder is gone too, or somebody else's. */
function advised(error: unknown, environment: string): unknown {
  if (!(error instanceof TerraformError) || !meetsExisting(error.diagnostics)) return error;
  return new Error(
    `${error.message}\n\nIf an earlier bootstrap created it: npx stowage adopt state --env ${environment} --write, then ` +
      `bootstrap again. If it is not yours, name another state.bucket in environments/${environment}.ts.`,
    { cause: error },
  );
}
