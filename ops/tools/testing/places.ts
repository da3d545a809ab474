import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { writeRunnable } from "../../../test/support/runnable";
import type { Places } from "../places";

/** An invented machine for tests of the search: a project, a home, a PATH folder and a folder of optional software. */
export interface TestMachine extends AsyncDisposable {
  readonly root: string;
  readonly places: Places;
  /** Puts a shell script there and makes it runnable. */
  script(file: string, body: string): Promise<string>;
}

export async function testMachine(env: NodeJS.ProcessEnv = {}): Promise<TestMachine> {
  const root = await mkdtemp(path.join(tmpdir(), "stowage-machine-"));
  const places: Places = {
    projectRoot: path.join(root, "project"),
    home: path.join(root, "home"),
    softwareFolders: [path.join(root, "opt")],
    env: { PATH: path.join(root, "bin"), XDG_DATA_DIRS: path.join(root, "share"), ...env },
  };
  await mkdir(places.projectRoot, { recursive: true });
  await writeFile(path.join(places.projectRoot, ".terraform-version"), "1.11.4\n");
  return {
    root,
    places,
    async script(file, body) {
      const target = path.join(root, file);
      writeRunnable(target, `#!/bin/sh\n${body}\n`);
      return target;
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true, force: true }),
  };
}

/** A script that answers `terraform version -json`, and complains as Terraform does about a CLI configuration. */
export function terraformScript(version: string): string {
  return `[ -n "$TF_CLI_CONFIG_FILE" ] && echo "There are some problems with the CLI configuration"
echo '{"terraform_version":"${version}"}'`;
}

/** A script that answers the question that a Python is asked. */
export function pythonScript(file: string, python: readonly number[], moto: string | null): string {
  return `echo '${JSON.stringify({ python, executable: file, moto })}'`;
}
