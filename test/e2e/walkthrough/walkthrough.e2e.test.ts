import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { startEmulator } from "../../../ops/emulator/emulator";
import { emulatorClients } from "../../../ops/rehearsal/aws-clients";
import { writeCliConfiguration } from "../../../ops/tools/cli-configuration";
import { terraformQuietEnv } from "../../../ops/tools/quiet-env";
import { type PostgresServer, startPostgres } from "../../../workloads/shared/testing/postgres";
import { copySources } from "../../support/source-copy";
import { localTools, projectRoot } from "../support/local-tools";
import { writeStandIns } from "./stand-ins";
import { startWorld } from "./world";

const { tools, skipped } = localTools();
const cli = await execa("aws", ["--version"], { reject: false });
const missing = skipped || (cli.failed ? " (skipped: no AWS CLI on this machine)" : "");

const REGION = "eu-west-1";
const PREFIX = "stowage-dev";

/**
 * The README's deployment, line by line into one shell, in a copy of the repository: from an account with nothing in it to an
 * answer of the backend, and to nothing again. Terraform, CDKTF, the AWS CLI, PostgreSQL and the backend are real, AWS
 * is the strict emulator, and what a person brings along is in stand-ins.ts.
 */
describe.skipIf(missing !== "")(`the README's deployment${missing}`, () => {
  test("leads from an empty account to an answer, and back to an empty account", async () => {
    if (tools === undefined) return;
    const scratch = await mkdtemp(path.join(tmpdir(), "stowage-walkthrough-"));
    const copy = path.join(scratch, "stowage");
    copySources(copy);
    const log = path.join(scratch, "emulator.log");
    await using emulator = await startEmulator({ projectRoot, python: tools.moto.path, log });
    const address = { url: emulator.url, region: REGION };
    const postgres = await startPostgres();
    if (postgres === undefined) throw new Error("there is no PostgreSQL on this machine; npm ci installs one");
    await using world = await startWorld({
      prefix: PREFIX,
      bundles: path.join(copy, ".build/workloads"),
      system: { ...address, aws: emulatorClients(address) },
    });
    await execa(process.execPath, ["workloads/build.mjs"], { cwd: copy });
    await writeStandIns(path.join(scratch, "bin"), world);
    await writeFile(path.join(copy, "database.json"), await ownersCredentials(postgres));

    const before = await emulator.leftovers();
    const lines = commandsOf(await readFile(path.join(copy, "README.md"), "utf8"));
    const { all, exitCode } = await execa("bash", ["-c", ["set -euo pipefail", ...lines].join("\n")], {
      cwd: copy,
      env: {
        ...terraformQuietEnv(process.env),
        PATH: [path.join(scratch, "bin"), path.dirname(tools.terraform.path), process.env.PATH].join(path.delimiter),
        TF_CLI_CONFIG_FILE: await writeCliConfiguration(scratch, tools.provider.path),
        TERRAFORM_BINARY_NAME: tools.terraform.path,
        CDKTF_DISABLE_PLUGIN_CACHE_ENV: "true",
        AWS_ENDPOINT_URL: emulator.url,
        AWS_ACCESS_KEY_ID: "test",
        AWS_SECRET_ACCESS_KEY: "test",
        AWS_PAGER: "",
        CI: "true",
      },
      extendEnv: false,
      all: true,
      reject: false,
    });
    await postgres.dispose();
    expect(exitCode, all.slice(-6000)).toBe(0);
    // The state goes last, by hand.
    expect(await emulator.leftovers()).toEqual({ ...before, "s3/buckets": [`${PREFIX}-terraform-state`] });
    await rm(scratch, { recursive: true });
    // Five deployments with what the provider gives AWS: four to six minutes.
  }, 1_500_000);
});

/** What the owner of a database gives to who wants to use it (docs/database.md). A server on loopback needs no TLS. */
async function ownersCredentials(postgres: PostgresServer): Promise<string> {
  const { host, port } = postgres;
  const password = randomUUID();
  await postgres.run(`create role stowage_app login createrole password '${password}'`);
  await postgres.run("create database stowage owner stowage_app");
  return JSON.stringify({ host, port, dbname: "stowage", username: "stowage_app", password });
}

/** The lines of the shell blocks of the section on the deployment, in their order, without the margin of their list. */
function commandsOf(readme: string): string[] {
  const [, section = ""] = /^## Deploy it for real\n(.*?)^## /ms.exec(readme) ?? [];
  return [...section.matchAll(/^ *```sh\n(.*?)^ *```/gms)].flatMap(([, block = ""]) =>
    block.split("\n").map((line) => line.replace(/^ {3}/, "")),
  );
}
