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
}

/**
 * Lets Terraform download the pinned AWS provider and verify its signature, into a folder with the layout of a mirror.
 * The user's own CLI configuration counts here, if it exists: it may name a mirror that their network reaches.
 *
 * @throws Error with Terraform's own words when that is not possible
 */
export async function installProvider({ terraform, target }: ProviderInstallation, places: Places): Promise<void> {
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
    const result = await execa(terraform, args, { cwd: folder, env, extendEnv: false, reject: false, all: true });
    if (result.failed) {
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
