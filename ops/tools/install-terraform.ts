import { createHash } from "node:crypto";
import { chmod, mkdir, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { unzipFile } from "./unzip";

/** HashiCorp's official releases. https://developer.hashicorp.com/terraform/install */
export const TERRAFORM_RELEASES = "https://releases.hashicorp.com/terraform";

export interface TerraformInstallation {
  readonly version: string;
  /** Such as `linux_amd64`. */
  readonly hashicorpPlatform: string;
  /** The file to write. */
  readonly target: string;
  /** @default TERRAFORM_RELEASES */
  readonly releases?: string;
  /** Gives up the download. */
  readonly signal?: AbortSignal;
}

/**
 * Downloads the official release archive, compares it with the published SHA-256 and unpacks the program.
 *
 * @throws Error when it can not be downloaded, or is not what was published; nothing is written then
 */
export async function installTerraform(installation: TerraformInstallation): Promise<void> {
  const { version, hashicorpPlatform, target, releases = TERRAFORM_RELEASES, signal } = installation;
  const archiveName = `terraform_${version}_${hashicorpPlatform}.zip`;
  const sums = await download(`${releases}/${version}/terraform_${version}_SHA256SUMS`, signal);
  const expected = publishedSum(sums.toString("utf8"), archiveName);
  const archive = await download(`${releases}/${version}/${archiveName}`, signal);
  const got = createHash("sha256").update(archive).digest("hex");
  if (got !== expected) {
    throw new Error(`${archiveName} has SHA-256 ${got}, but ${expected} was published; nothing was installed`);
  }
  await putInPlace(unzipFile(archive, "terraform"), target);
}

function publishedSum(sums: string, archiveName: string): string {
  const line = sums.split("\n").find((candidate) => candidate.trim().endsWith(`  ${archiveName}`));
  if (line === undefined) {
    throw new Error(`the published checksums do not name ${archiveName}`);
  }
  return line.trim().split(/\s+/)[0] ?? "";
}

async function download(url: string, signal: AbortSignal | undefined): Promise<Buffer> {
  const response = await fetch(url, { signal: signal ?? null }).catch((error: unknown) => {
    throw new Error(`${url} can not be reached (${reason(error)})`);
  });
  if (!response.ok) {
    throw new Error(`${url} answered ${response.status}`);
  }
  return Buffer.from(await response.arrayBuffer());
}

function reason(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) {
    return String(cause);
  }
  return cause.message || ("code" in cause ? String(cause.code) : cause.name);
}

/** Renamed at the end, so that a half-written program is never found. */
async function putInPlace(program: Buffer, target: string): Promise<void> {
  const unfinished = `${target}.${process.pid}.part`;
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(unfinished, program);
  await chmod(unfinished, 0o755);
  await rename(unfinished, target);
}
