import { writeFile } from "node:fs/promises";
import path from "node:path";
import { terraformQuietEnv } from "../tools/quiet-env";

/** The credentials that the emulator's callers use. They are worth nothing anywhere else. */
export const EMULATOR_CREDENTIALS = { accessKeyId: "rehearsal", secretAccessKey: "rehearsal" } as const;

export interface EmulatorAddress {
  readonly url: string;
  readonly region: string;
}

/** Two files that send every AWS program which reads them to the emulator, and to nothing else. */
export interface AwsFiles {
  readonly config: string;
  readonly credentials: string;
}

/**
 * Writes an AWS configuration whose only profile has the emulator as the address of every service.
 *
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function writeAwsFiles(folder: string, { url, region }: EmulatorAddress): Promise<AwsFiles> {
  const files = { config: path.join(folder, "aws-config"), credentials: path.join(folder, "aws-credentials") };
  const { accessKeyId, secretAccessKey } = EMULATOR_CREDENTIALS;
  await writeFile(files.config, `[default]\nregion = ${region}\nendpoint_url = ${url}\n`);
  const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`;
  await writeFile(files.credentials, `[default]\n${keys}`);
  return files;
}

/**
 * The environment of a Terraform that can reach nothing but the emulator: no credentials, profile or role of the user
 * comes through, the instance metadata service is off, and every AWS service's address is the emulator's.
 *
 * @param cliConfiguration the file that `writeCliConfiguration` wrote
 */
export function emulatorEnvironment(
  address: EmulatorAddress,
  aws: AwsFiles,
  cliConfiguration: string,
  caller: Readonly<NodeJS.ProcessEnv> = process.env,
): Record<string, string> {
  return {
    ...terraformQuietEnv(caller),
    AWS_ACCESS_KEY_ID: EMULATOR_CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: EMULATOR_CREDENTIALS.secretAccessKey,
    AWS_CONFIG_FILE: aws.config,
    AWS_SHARED_CREDENTIALS_FILE: aws.credentials,
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: address.url,
    AWS_REGION: address.region,
    TF_CLI_CONFIG_FILE: cliConfiguration,
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
    ...logging(caller),
  };
}

/** `TF_LOG` and `TF_LOG_PATH` are for the one who looks for a fault. */
function logging(env: Readonly<NodeJS.ProcessEnv>): Record<string, string> {
  return Object.fromEntries(["TF_LOG", "TF_LOG_PATH"].flatMap((name) => (env[name] ? [[name, env[name]]] : [])));
}
