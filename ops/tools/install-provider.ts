import { access, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import type { Places } from "./places";
import { terraformQuietEnv } from "./quiet-env";
import { AWS_PROVIDER } from "./versions";

export interface ProviderInstallation {
  readonly terraform: string;
  /** The mirror to fill. */
  readonly target: string;
  /** Stops Terraform. */
  readonly signal?: AbortSignal;
}

/**
 * Lets Terraform download the pinned AWS provider and verify its signature, into a folder with the layout of a mirror.
 * The user's own CLI configuration counts here, if it exists: it may name a mirror that their network reaches.
 *
 * @throws Error with Terraform's own words when that is not possible; a half-unpacked provider is removed
 */
export async function installProvider(installation: ProviderInstallation, places: Places): Promise<void> {
  const { terraform, target, signal } = installation;
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-provider-"));
  try {
    await mkdir(target, { recursive: true });
    const { source, version } = AWS_PROVIDER;
    const configuration = { terraform: { required_providers: { aws: { source, version } } } };
    await writeFile(path.join(folder, "main.tf.json"), JSON.stringify(configuration));
    const env = {
      ...terraformQuietEnv(places.env),
      ...(await userConfiguration(places)),
      // a cache that no lock file confirms is otherwise left alone
      TF_PLUGIN_CACHE_DIR: target,
      TF_PLUGIN_CACHE_MAY_BREAK_DEPENDENCY_LOCK_FILE: "1",
    };
    const args = ["init", "-backend=false", "-input=false", "-no-color"];
    const options = { cwd: folder, env, extendEnv: false, reject: false, all: true, cancelSignal: signal } as const;
    const result = await execa(terraform, args, options);
    if (result.failed) {
      // Terraform unpacks in place, and a mirror is known by its folders.
      await rm(path.join(target, source, version), { recursive: true, force: true });
      throw new Error(`terraform init: ${oneLine(result.all ?? "")}`);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function userConfiguration({ env }: Places): Promise<Record<string, string>> {
  const file = env.TF_CLI_CONFIG_FILE;
  const readable =
    file !== undefined &&
    (await access(file)
      .then(() => true)
      .catch(() => false));
  return readable ? { TF_CLI_CONFIG_FILE: file } : {};
}

function oneLine(output: string): string {
  const start = output.indexOf("Error:");
  return (start < 0 ? output : output.slice(start)).replace(/[\s│╷╵]+/g, " ").trim();
}
