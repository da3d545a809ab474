import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { findProviderMirror } from "./find-provider";
import { testMachine } from "./testing/places";

const RELEASE = "registry.terraform.io/hashicorp/aws/5.100.0/linux_amd64";

test.each([
  ["one level below the folder of optional software", "opt/plugins", "optional software"],
  ["two levels below it", "opt/terraform/plugins", "optional software"],
  ["Terraform's folder in the home", "home/.terraform.d/plugins", "Terraform's mirror folders"],
  ["the XDG data folder of the home", "home/.local/share/terraform/plugins", "Terraform's mirror folders"],
  ["a shared XDG data folder", "share/terraform/plugins", "Terraform's mirror folders"],
  ["the project's own folder", "project/.tools/providers", ".tools"],
])("finds the provider in %s", async (_, folder, origin) => {
  await using machine = await testMachine();
  const mirror = path.join(machine.root, folder);
  await mkdir(path.join(mirror, RELEASE), { recursive: true });
  expect(await findProviderMirror("linux_amd64", machine.places)).toEqual({ path: mirror, version: "5.100.0", origin });
});

test.each([
  "STOWAGE_PROVIDER_MIRROR",
  "TF_PLUGIN_CACHE_DIR",
])("finds the provider in the folder that %s names", async (variable) => {
  await using machine = await testMachine();
  const mirror = path.join(machine.root, "somewhere");
  await mkdir(path.join(mirror, RELEASE), { recursive: true });
  const places = { ...machine.places, env: { [variable]: mirror } };
  expect(await findProviderMirror("linux_amd64", places)).toMatchObject({ path: mirror, origin: variable });
});

test("finds a provider that is still packed", async () => {
  await using machine = await testMachine();
  const folder = path.join(machine.root, "opt/plugins/registry.terraform.io/hashicorp/aws");
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, "terraform-provider-aws_5.100.0_linux_amd64.zip"), "");
  expect(await findProviderMirror("linux_amd64", machine.places)).toMatchObject({
    path: path.join(machine.root, "opt/plugins"),
  });
});

test("passes over another release, another machine and another provider, and says where it looked", async () => {
  await using machine = await testMachine({ STOWAGE_PROVIDER_MIRROR: "/nowhere" });
  const base = path.join(machine.root, "opt/plugins/registry.terraform.io/hashicorp");
  for (const other of ["aws/5.99.1/linux_amd64", "aws/5.100.0/darwin_arm64", "random/5.100.0/linux_amd64"]) {
    await mkdir(path.join(base, other), { recursive: true });
  }
  expect(await findProviderMirror("linux_amd64", machine.places)).toEqual({
    tried: [
      "STOWAGE_PROVIDER_MIRROR: /nowhere",
      "Terraform's mirror folders: none of 7 folders",
      `.tools: ${machine.root}/project/.tools/providers`,
      expect.stringMatching(/^optional software: none of \d+ folders$/),
    ],
  });
});
