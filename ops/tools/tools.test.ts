import { mkdir, readFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { writeCliConfiguration } from "./cli-configuration";
import { findProviderMirror } from "./find-provider";
import { installProvider } from "./install-provider";
import { hashicorpPlatform } from "./platform";
import { terraformQuietEnv } from "./quiet-env";
import { pythonScript, terraformScript, testMachine } from "./testing/places";
import { releaseFiles, releaseServer } from "./testing/releases";
import { findTools } from "./tools";

test("finds all three tools", async () => {
  await using machine = await testMachine();
  await machine.script("bin/terraform", terraformScript("1.11.4"));
  await machine.script("bin/python3", pythonScript("/python", [3, 11], "5.2.1"));
  await mkdir(path.join(machine.root, `opt/p/registry.terraform.io/hashicorp/aws/5.100.0/${hashicorpPlatform()}`), {
    recursive: true,
  });
  const tools = await findTools({ ...machine.places, env: { PATH: `${machine.root}/bin` } });
  expect([tools.terraform.origin, tools.provider.origin, tools.moto.origin]).toEqual([
    "PATH",
    "optional software",
    "PATH",
  ]);
});

test("names everything that is missing at once, where it was looked for and how to get it", async () => {
  await using machine = await testMachine();
  const error = await findTools(machine.places, { install: false }).catch((caught: unknown) => caught);
  const message = error instanceof Error ? error.message : "";
  expect(message).toMatch(/^3 tools are missing on this machine\n/);
  expect(message.match(/\[tool-missing\] .*/g)).toEqual([
    "[tool-missing] Terraform 1.11.4",
    "[tool-missing] Terraform's AWS provider 5.100.0",
    "[tool-missing] moto 5 (the local AWS)",
  ]);
  expect(message).toContain("tried PATH: no terraform");
  expect(message.match(/ {4}fix: /g)).toHaveLength(3);
});

test("installs Terraform when it is nowhere, and says what kept the others from being installed", async () => {
  await using machine = await testMachine();
  await using server = await releaseServer(
    releaseFiles("1.11.4", hashicorpPlatform(), `#!/bin/sh\necho "Error: no network" >&2; exit 1\n`),
  );
  const places = { ...machine.places, env: { PATH: "/usr/bin:/bin" } };
  const noPython = { ...places, env: { PATH: `${machine.root}/bin` } };
  const error = await findTools(noPython, { terraformReleases: server.url }).catch((caught: unknown) => caught);
  const message = error instanceof Error ? error.message : "";
  expect(message).not.toContain("[tool-missing] Terraform 1.11.4");
  expect(message).toContain("tried install into .tools: there is no Python 3.10 or later on PATH");
  expect(message).toContain("tried install into .tools: terraform init:");
  const installed = path.join(machine.root, "project/.tools/terraform/1.11.4/terraform");
  expect(await readFile(installed, "utf8")).toContain("no network");
});

test("gives up what takes too long to install, and calls it missing", async () => {
  await using machine = await testMachine();
  const patient = (script: string) => `case "$1" in version|-c) ${script};; *) read never;; esac`;
  await machine.script("bin/terraform", patient(terraformScript("1.11.4")));
  const python = path.join(machine.root, "bin/python3");
  await machine.script("bin/python3", patient(pythonScript(python, [3, 11], null)));
  const places = { ...machine.places, env: { PATH: `${machine.root}/bin` } };
  const error = await findTools(places, { signal: AbortSignal.timeout(500) }).catch((caught: unknown) => caught);
  const message = error instanceof Error ? error.message : "";
  expect(message.match(/\[tool-missing\] .*|install into .*/g)).toEqual([
    "[tool-missing] Terraform's AWS provider 5.100.0",
    "install into .tools: given up, it took too long",
    "[tool-missing] moto 5 (the local AWS)",
    "install into .tools: given up, it took too long",
  ]);
});

test("does not find a provider that was only half unpacked", async () => {
  await using machine = await testMachine();
  const release = `registry.terraform.io/hashicorp/aws/5.100.0/${hashicorpPlatform()}`;
  const init = `/bin/mkdir -p "$TF_PLUGIN_CACHE_DIR/${release}"; exit 1`;
  const terraform = await machine.script("bin/terraform", init);
  const target = path.join(machine.root, "project/.tools/providers");
  await expect(installProvider({ terraform, target }, machine.places)).rejects.toThrow(/^terraform init: /);
  expect(await findProviderMirror(hashicorpPlatform(), machine.places)).toHaveProperty("tried");
});

test("writes a CLI configuration that takes the AWS provider from the mirror and nothing else", async () => {
  await using machine = await testMachine();
  const file = await writeCliConfiguration(machine.root, "/opt/plugins");
  const text = await readFile(file, "utf8");
  expect(text).toContain('path    = "/opt/plugins"');
  expect(text).toContain('exclude = ["registry.terraform.io/hashicorp/aws"]');
});

test("lets nothing through that steers Terraform or names an AWS account", () => {
  const env = {
    PATH: "/bin",
    AWS_PROFILE: "production",
    TF_CLI_ARGS: "-destroy",
    TF_CLI_CONFIG_FILE: "/nowhere",
    HOME: "/root",
  };
  expect(terraformQuietEnv(env)).toEqual({ PATH: "/bin", HOME: "/root", CHECKPOINT_DISABLE: "1" });
});
