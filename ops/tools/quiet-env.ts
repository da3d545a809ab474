/** Variables that change what Terraform does or prints, and that a user may have set for other work. */
const STRAY = /^(TF_|AWS_|CHECKPOINT_)/;

/**
 * The caller's environment without anything that steers Terraform: no arguments, no workspace, no AWS account, and no
 * CLI configuration (Terraform warns on every call when `TF_CLI_CONFIG_FILE` names a file that is not there).
 */
export function terraformQuietEnv(env: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  const kept = Object.entries(env).flatMap(([name, value]): [string, string][] =>
    value === undefined || STRAY.test(name) ? [] : [[name, value]],
  );
  // no call home: https://developer.hashicorp.com/terraform/cli/config/environment-variables
  return { ...Object.fromEntries(kept), CHECKPOINT_DISABLE: "1" };
}
