import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { writeCliConfiguration } from "../../ops/tools/cli-configuration";
import { findMoto, findPython } from "../../ops/tools/find-moto";
import { findProviderMirror } from "../../ops/tools/find-provider";
import { findTerraform } from "../../ops/tools/find-terraform";
import { installProvider } from "../../ops/tools/install-provider";
import { installWithPip } from "../../ops/tools/install-with-pip";
import { machinePlaces, toolsFolder } from "../../ops/tools/places";
import { hashicorpPlatform } from "../../ops/tools/platform";
import { testMachine } from "../../ops/tools/testing/places";
import { zip } from "../../ops/tools/testing/releases";
import { findTools } from "../../ops/tools/tools";
import { MOTO } from "../../ops/tools/versions";
import { localTools, projectRoot } from "./support/local-tools";

const { tools, skipped } = localTools();
const python = await findPython(machinePlaces(projectRoot));
const noPython = python === undefined ? " (skipped: no Python 3.10 or later on PATH)" : "";

describe.skipIf(tools === undefined)(`the tools of this machine${skipped}`, { concurrent: true }, () => {
  test("are found also when TF_CLI_CONFIG_FILE names a file that is not there", async () => {
    const places = machinePlaces(projectRoot);
    const env = { ...places.env, TF_CLI_CONFIG_FILE: "/nowhere/terraform.rc" };
    expect(await findTools({ ...places, env }, { install: false })).toMatchObject({
      terraform: { version: expect.stringMatching(/^\d+\.\d+\.\d+$/) },
      provider: { version: "5.100.0" },
      moto: { version: expect.stringMatching(/^5\./) },
    });
  });

  test("Terraform fills a mirror of the project's own from wherever the user's configuration lets it", async () => {
    await using machine = await testMachine();
    const source = await writeCliConfiguration(machine.root, tools?.provider.path ?? "");
    const places = { ...machine.places, env: { PATH: process.env.PATH, TF_CLI_CONFIG_FILE: source } };
    const target = toolsFolder(places, "providers");
    await installProvider({ terraform: tools?.terraform.path ?? "", target }, places);
    const found = await findProviderMirror(hashicorpPlatform(), { ...places, env: {} });
    expect(found).toMatchObject({ path: target, origin: ".tools" });
  });

  test("a provider that can not be had is said in Terraform's words", async () => {
    await using machine = await testMachine();
    const empty = path.join(machine.root, "empty");
    await mkdir(empty);
    const source = await writeCliConfiguration(machine.root, empty);
    const places = { ...machine.places, env: { PATH: process.env.PATH, TF_CLI_CONFIG_FILE: source } };
    const installation = { terraform: tools?.terraform.path ?? "", target: toolsFolder(places, "providers") };
    await expect(installProvider(installation, places)).rejects.toThrow(
      /^terraform init: Error: Failed to query available provider/,
    );
  });
});

test.skipIf(python === undefined)(
  `moto is installed into a Python environment of the project's own${noPython}`,
  async () => {
    await using machine = await testMachine();
    const wheels = path.join(machine.root, "wheels");
    await mkdir(wheels);
    await writeFile(path.join(wheels, "moto-5.2.1-py3-none-any.whl"), motoWheel());
    const env = { PATH: process.env.PATH, PIP_NO_INDEX: "1", PIP_FIND_LINKS: wheels };
    const places = { ...machine.places, env };
    const { requirement } = MOTO;
    await installWithPip({ python: python ?? "", target: toolsFolder(places, "moto"), requirement }, places);
    const withoutPath = { ...places, env: {} };
    expect(await findMoto(withoutPath)).toMatchObject({ version: "5.2.1", origin: ".tools" });
    expect(await findTerraform("1.11.4", withoutPath)).toHaveProperty("tried");
  },
);

test.skipIf(python === undefined)(`a half-made Python environment is not left behind${noPython}`, async () => {
  await using machine = await testMachine();
  const places = { ...machine.places, env: { PATH: process.env.PATH, PIP_NO_INDEX: "1" } };
  const target = toolsFolder(places, "moto");
  const { requirement } = MOTO;
  await expect(installWithPip({ python: python ?? "", target, requirement }, places)).rejects.toThrow(
    /^-m pip install: .*No matching distribution found for moto/,
  );
  expect(await findMoto({ ...places, env: {} })).toHaveProperty("tried");
});

/** A package of that name and version, with as much in it as the search looks for. */
function motoWheel(): Buffer {
  const info = "moto-5.2.1.dist-info";
  return zip({
    "moto/__init__.py": "",
    "flask/__init__.py": "",
    "flask_cors/__init__.py": "",
    [`${info}/METADATA`]: "Metadata-Version: 2.1\nName: moto\nVersion: 5.2.1\nProvides-Extra: server\n",
    [`${info}/WHEEL`]: "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    [`${info}/RECORD`]: "",
  });
}
