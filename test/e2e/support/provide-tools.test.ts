import { expect, test } from "vitest";
import { hashicorpPlatform } from "../../../ops/tools/platform";
import { pythonScript, type TestMachine, terraformScript, testMachine } from "../../../ops/tools/testing/places";
import { releaseFiles, releaseServer } from "../../../ops/tools/testing/releases";
import { provideTools } from "./provide-tools";

/** A Terraform that "downloads" the provider as `init` does. */
const TERRAFORM = `case "$1" in
  version) ${terraformScript("1.11.4")};;
  init) /bin/mkdir -p "$TF_PLUGIN_CACHE_DIR/registry.terraform.io/hashicorp/aws/5.100.0/${hashicorpPlatform()}";;
esac`;

const nowhere = { terraformReleases: "http://127.0.0.1:1" };

async function provided(machine: TestMachine, options: { terraformReleases: string }) {
  const printed: string[] = [];
  const places = { ...machine.places, env: { PATH: `${machine.root}/bin` } };
  const { tools, skipped } = await provideTools(places, (line) => void printed.push(line), options);
  const origins = tools && [tools.terraform.origin, tools.provider.origin, tools.moto.origin];
  return { origins, skipped, printed };
}

test("tools that are at hand are taken without a word", async () => {
  await using machine = await testMachine();
  await machine.script("bin/terraform", terraformScript("1.11.4"));
  await machine.script("bin/python3", pythonScript("/python", [3, 11], "5.2.1"));
  await machine.script(`opt/p/registry.terraform.io/hashicorp/aws/5.100.0/${hashicorpPlatform()}/provider`, "");
  expect(await provided(machine, nowhere)).toEqual({
    origins: ["PATH", "optional software", "PATH"],
    skipped: "",
    printed: [],
  });
});

test("what is missing is installed, with a word on what it is", async () => {
  await using machine = await testMachine();
  await machine.script("bin/python3", pythonScript("/python", [3, 11], "5.2.1"));
  await using server = await releaseServer(releaseFiles("1.11.4", hashicorpPlatform(), `#!/bin/sh\n${TERRAFORM}\n`));
  expect(await provided(machine, { terraformReleases: server.url })).toEqual({
    origins: ["installed into .tools", "installed into .tools", "PATH"],
    skipped: "",
    printed: [
      "not found: Terraform 1.11.4, Terraform's AWS provider 5.100.0; installing into .tools, for 10 minutes at most",
    ],
  });
});

test("what can not be had is the reason of every test that is skipped, and said once in full", async () => {
  await using machine = await testMachine();
  const { origins, skipped, printed } = await provided(machine, nowhere);
  expect(origins).toBeUndefined();
  expect(skipped).toMatch(
    /^ \(skipped: Terraform 1\.11\.4: install into \.tools: http\S+ can not be reached \(.*\); Terraform's AWS provider .*; moto 5 .*: there is no Python .*\)$/,
  );
  expect(printed).toHaveLength(2);
  expect(printed[1]).toMatch(/^3 tools are missing on this machine\n.*fix: /s);
});

test("an error of any other kind is a reason too, and does not stop the run", async () => {
  const places = { projectRoot: "/nowhere", home: "/nowhere", softwareFolders: [], env: {} };
  expect(await provideTools(places, () => undefined)).toEqual({
    tools: undefined,
    skipped: expect.stringMatching(/^ \(skipped: ENOENT.*\.terraform-version'\)$/),
  });
});

test("a long reason is cut in the names of tests", async () => {
  await using machine = await testMachine();
  const terraformReleases = `http://127.0.0.1:1/${"long/".repeat(100)}`;
  const { skipped, printed } = await provided(machine, { terraformReleases });
  expect(skipped).toMatch(/long\S*…; Terraform's AWS provider/);
  expect(printed[1]).toContain(terraformReleases);
});
