import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { type FoundTool, type NothingFound, type Places, toolsFolder } from "./places";
import { AWS_PROVIDER } from "./versions";

/** Where the project keeps the provider that it installs itself: shaped like every mirror. */
export function ownProviderMirror(places: Places): string {
  return toolsFolder(places, "providers");
}

/**
 * Looks for a folder that holds the pinned AWS provider for this machine in the layout of a filesystem mirror:
 * `STOWAGE_PROVIDER_MIRROR`, `TF_PLUGIN_CACHE_DIR`, Terraform's own mirror folders, the project's own, and any folder
 * of that shape where the host keeps optional software.
 *
 * @see https://developer.hashicorp.com/terraform/cli/config/config-file#implied-local-mirror-directories
 */
export async function findProviderMirror(hashicorpPlatform: string, places: Places): Promise<FoundTool | NothingFound> {
  const tried: string[] = [];
  for (const [origin, folders] of await candidates(places)) {
    for (const folder of folders) {
      if (await holdsProvider(folder, hashicorpPlatform)) {
        return { path: folder, version: AWS_PROVIDER.version, origin };
      }
    }
    tried.push(folders.length === 1 ? `${origin}: ${folders[0]}` : `${origin}: none of ${folders.length} folders`);
  }
  return { tried };
}

async function candidates(places: Places): Promise<[origin: string, folders: readonly string[]][]> {
  const { env } = places;
  const named = (name: string): [string, string[]][] => (env[name] ? [[name, [env[name]]]] : []);
  return [
    ...named("STOWAGE_PROVIDER_MIRROR"),
    ...named("TF_PLUGIN_CACHE_DIR"),
    ["Terraform's mirror folders", impliedMirrors(places)],
    [".tools", [ownProviderMirror(places)]],
    ["optional software", await softwareFolders(places.softwareFolders)],
  ];
}

function impliedMirrors({ env, home, projectRoot }: Places): string[] {
  const data = env.XDG_DATA_HOME || path.join(home, ".local", "share");
  const shared = (env.XDG_DATA_DIRS || "/usr/local/share:/usr/share").split(":").filter((folder) => folder !== "");
  return [
    path.join(projectRoot, "terraform.d", "plugins"),
    path.join(home, ".terraform.d", "plugins"),
    path.join(home, ".terraform.d", "plugin-cache"),
    path.join(home, "Library", "Application Support", "io.hashicorp.terraform", "plugins"),
    "/Library/Application Support/io.hashicorp.terraform/plugins",
    ...[data, ...shared].map((folder) => path.join(folder, "terraform", "plugins")),
  ];
}

/** The folders one and two levels below each. */
async function softwareFolders(roots: readonly string[]): Promise<string[]> {
  const first = (await Promise.all(roots.map(subfolders))).flat();
  const second = (await Promise.all(first.map(subfolders))).flat();
  return [...first, ...second];
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map((entry) => path.join(folder, entry.name));
}

/** Both layouts that Terraform reads: an unpacked folder per platform, or the release archive. */
async function holdsProvider(mirror: string, hashicorpPlatform: string): Promise<boolean> {
  const { source, version } = AWS_PROVIDER;
  const unpacked = path.join(mirror, source, version, hashicorpPlatform);
  const packed = path.join(mirror, source, `terraform-provider-aws_${version}_${hashicorpPlatform}.zip`);
  return (await exists(unpacked)) || (await exists(packed));
}

async function exists(file: string): Promise<boolean> {
  return stat(file).then(
    () => true,
    () => false,
  );
}
