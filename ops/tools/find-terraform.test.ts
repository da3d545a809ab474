import { expect, test } from "vitest";
import { findTerraform } from "./find-terraform";
import { terraformScript, testMachine } from "./testing/places";

test("takes the program that STOWAGE_TERRAFORM names before any other", async () => {
  await using machine = await testMachine();
  const named = await machine.script("else/tf", terraformScript("1.11.4"));
  await machine.script("bin/terraform", terraformScript("1.11.4"));
  const env = { ...machine.places.env, STOWAGE_TERRAFORM: named };
  const found = await findTerraform("1.11.4", { ...machine.places, env });
  expect(found).toEqual({ path: named, version: "1.11.4", origin: "STOWAGE_TERRAFORM" });
});

test("takes the first program on PATH that has the pinned release", async () => {
  await using machine = await testMachine();
  await machine.script("bin/terraform", terraformScript("1.9.8"));
  const right = await machine.script("bin2/terraform", terraformScript("1.11.4"));
  const env = { ...machine.places.env, PATH: `${machine.root}/bin:${machine.root}/bin2` };
  expect(await findTerraform("1.11.4", { ...machine.places, env })).toMatchObject({ path: right, origin: "PATH" });
});

test("takes the one that the project installed when PATH has none", async () => {
  await using machine = await testMachine();
  const own = await machine.script("project/.tools/terraform/1.11.4/terraform", terraformScript("1.11.4"));
  expect(await findTerraform("1.11.4", machine.places)).toMatchObject({ path: own, origin: ".tools" });
});

test("says of every place why it would not do", async () => {
  await using machine = await testMachine();
  const old = await machine.script("bin/terraform", terraformScript("1.9.8"));
  const broken = await machine.script("bin2/terraform", "exit 3");
  const env = { PATH: `${machine.root}/bin:${machine.root}/bin2`, STOWAGE_TERRAFORM: "/nowhere/terraform" };
  expect(await findTerraform("1.11.4", { ...machine.places, env })).toEqual({
    tried: [
      "STOWAGE_TERRAFORM: /nowhere/terraform is not there",
      `PATH: ${old} is 1.9.8`,
      `PATH: ${broken} does not run`,
      `.tools: ${machine.root}/project/.tools/terraform/1.11.4/terraform is not there`,
    ],
  });
});

test("is not disturbed by a CLI configuration file that does not exist", async () => {
  await using machine = await testMachine({ TF_CLI_CONFIG_FILE: "/nowhere/terraform.rc" });
  await machine.script("bin/terraform", terraformScript("1.11.4"));
  const env = { ...machine.places.env, PATH: `${machine.root}/bin` };
  expect(await findTerraform("1.11.4", { ...machine.places, env })).toMatchObject({ origin: "PATH" });
});
