import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { environmentNamed } from "../../environments/environment";

/** The project's folder: the nearest one above this program that holds cdktf.json. */
export const projectRoot = rootAbove(path.dirname(fileURLToPath(import.meta.url)));

/** Where synthesis writes: `cdktf.out`, unless CDKTF's own variable names another folder. */
export const output = path.resolve(process.env.CDKTF_OUTDIR ?? path.join(projectRoot, "cdktf.out"));

/**
 * Synthesizes an environment by the very program that `npm run synth` runs.
 * @param outdir where to; `cdktf.out` unless something else is asked for
 * @throws ConfigError for an unknown environment; Error with the program's findings when it refuses
 */
export async function synthesizeEnvironment(name: string, outdir: string = output): Promise<string> {
  environmentNamed(name);
  const program = path.join(projectRoot, "ops/program/synth.cjs");
  const env = { ...process.env, STOWAGE_ENV: name, CDKTF_OUTDIR: outdir, SYNTH_HCL_OUTPUT: "false" };
  await promisify(execFile)(process.execPath, [program], { cwd: projectRoot, env }).catch(
    (error: { stderr?: string }) => {
      throw new Error(error.stderr?.trim() || String(error));
    },
  );
  return outdir;
}

function rootAbove(folder: string): string {
  if (existsSync(path.join(folder, "cdktf.json"))) return folder;
  const parent = path.dirname(folder);
  if (parent === folder) throw new Error("run this from a checkout of the project: there is no cdktf.json above it");
  return rootAbove(parent);
}
