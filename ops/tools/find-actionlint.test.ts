import { expect, test } from "vitest";
import { findActionlint, needActionlint } from "./find-actionlint";
import { testMachine } from "./testing/places";

const program = (version: string) => `echo '${version}'; echo 'installed by building from source'`;

test("takes the one on PATH, of whatever release, before the project's own", async () => {
  await using machine = await testMachine();
  await machine.script("project/.tools/actionlint/actionlint", program("v1.7.7"));
  expect(await findActionlint(machine.places)).toMatchObject({ version: "1.7.7", origin: ".tools" });
  const onPath = await machine.script("bin/actionlint", program("1.6.0"));
  expect(await findActionlint(machine.places)).toEqual({ path: onPath, version: "1.6.0", origin: "PATH" });
});

test("says what keeps it from being built", async () => {
  await using machine = await testMachine();
  const tried = ["PATH: no actionlint", `.tools: ${machine.root}/project/.tools/actionlint/actionlint is not there`];
  expect(await needActionlint(machine.places)).toEqual({
    tried: [...tried, "build into .tools: there is no Go on PATH"],
  });
  await machine.script("bin/go", "echo 'no such module'; exit 1");
  expect(await needActionlint(machine.places)).toEqual({ tried: [...tried, "build into .tools: no such module"] });
});
