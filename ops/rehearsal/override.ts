import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { AwsFiles } from "../terraform/environment";
import { EMULATOR_CREDENTIALS } from "../terraform/environment";
import { liftedProtections } from "./protections";
import type { StackDocument, SynthesizedStack } from "./synthesized";

/** Terraform merges files of that ending over all others. https://developer.hashicorp.com/terraform/language/files/override */
export const OVERRIDE_FILE = "stowage_override.tf.json";

export interface OverrideOptions {
  /** The AWS configuration that leads to the emulator. */
  readonly aws: AwsFiles;
  /** Where the state is kept: as synthesized, or in a file of the folder until there is a bucket. */
  readonly state: "s3" | "local";
  /** Whether everything that protects resources from being destroyed is taken away. @default false */
  readonly unprotected?: boolean;
}

/**
 * Writes the one file that turns a copy of a synthesized stack into one that lives in the emulator. The stack's own
 * file stays as it was synthesized.
 */
export async function writeOverride(stack: SynthesizedStack, options: OverrideOptions): Promise<void> {
  const text = JSON.stringify(overrideDocument(stack.document, options), undefined, 2);
  await writeFile(path.join(stack.folder, OVERRIDE_FILE), text);
}

/** Backend blocks are replaced as a whole and nested maps too, so that what is synthesized is repeated here. */
export function overrideDocument(
  document: StackDocument,
  { aws, state, unprotected = false }: OverrideOptions,
): object {
  const { terraform, provider, data } = document;
  const remoteStates = Object.entries(data.terraform_remote_state ?? {}).map(([name, { config }]) => [
    name,
    { config: { ...(config as object), ...emulatedBackend(aws) } },
  ]);
  return {
    ...backendOverride(terraform.backend?.s3, state, aws),
    provider: {
      aws: provider.aws.map(({ alias }) => ({ ...(alias === undefined ? {} : { alias }), ...emulatedProvider(aws) })),
    },
    ...(remoteStates.length === 0 ? {} : { data: { terraform_remote_state: Object.fromEntries(remoteStates) } }),
    ...(unprotected ? { resource: liftedProtections(document.resource).overrides } : {}),
  };
}

function backendOverride(s3: object | undefined, state: "s3" | "local", aws: AwsFiles): object {
  if (s3 === undefined) {
    return {};
  }
  const backend = state === "local" ? { local: {} } : { s3: { ...s3, ...emulatedBackend(aws) } };
  return { terraform: { backend } };
}

function emulatedBackend(aws: AwsFiles): object {
  return { ...emulatedAccess(aws), use_path_style: true, skip_requesting_account_id: true };
}

function emulatedProvider(aws: AwsFiles): object {
  // An action that the emulator lacks is a 500: the default of 25 retries would look like a hang of minutes.
  return { ...emulatedAccess(aws), s3_use_path_style: true, max_retries: 3 };
}

function emulatedAccess(aws: AwsFiles): object {
  return {
    access_key: EMULATOR_CREDENTIALS.accessKeyId,
    secret_key: EMULATOR_CREDENTIALS.secretAccessKey,
    shared_config_files: [aws.config],
    shared_credentials_files: [aws.credentials],
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
  };
}
