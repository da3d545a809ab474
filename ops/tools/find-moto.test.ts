import { expect, test } from "vitest";
import { findMoto, findPython } from "./find-moto";
import { pythonScript, testMachine } from "./testing/places";

test("resolves a shim to the interpreter behind it", async () => {
  await using machine = await testMachine();
  await machine.script("bin/python3", pythonScript("/versions/3.11/bin/python3", [3, 11], "5.2.1"));
  const env = { PATH: `${machine.root}/bin` };
  const found = await findMoto({ ...machine.places, env });
  expect(found).toEqual({ path: "/versions/3.11/bin/python3", version: "5.2.1", origin: "PATH" });
});

test("prefers STOWAGE_MOTO_PYTHON, and the project's own environment comes last", async () => {
  await using machine = await testMachine();
  await machine.script("project/.tools/moto/bin/python", pythonScript("own", [3, 12], "5.2.1"));
  expect(await findMoto(machine.places)).toMatchObject({ path: "own", origin: ".tools" });
  const named = await machine.script("else/python", pythonScript("named", [3, 12], "5.3.0"));
  const env = { STOWAGE_MOTO_PYTHON: named };
  expect(await findMoto({ ...machine.places, env })).toMatchObject({ path: "named", origin: "STOWAGE_MOTO_PYTHON" });
});

test("says of every Python why it would not do", async () => {
  await using machine = await testMachine();
  const without = await machine.script("a/python3", pythonScript("a", [3, 11], null));
  const old = await machine.script("b/python3", pythonScript("b", [3, 8], "5.2.1"));
  const oldMoto = await machine.script("c/python3", pythonScript("c", [3, 11], "4.2.14"));
  const broken = await machine.script("d/python3", "exit 1");
  const env = { PATH: ["a", "b", "c", "d"].map((folder) => `${machine.root}/${folder}`).join(":") };
  expect(await findMoto({ ...machine.places, env })).toEqual({
    tried: [
      "STOWAGE_MOTO_PYTHON: not set",
      `PATH: ${without} has no moto server`,
      `PATH: ${old} is Python 3.8, older than 3.10`,
      `PATH: ${oldMoto} has moto 4.2.14, not 5.2 or a later 5.x`,
      `PATH: ${broken} does not run`,
      `.tools: ${machine.root}/project/.tools/moto/bin/python is not there`,
    ],
  });
});

test("makes an environment with the first Python that is new enough", async () => {
  await using machine = await testMachine();
  await machine.script("a/python3", pythonScript("old", [3, 8], null));
  await machine.script("b/python3", pythonScript("new", [3, 12], null));
  const env = { PATH: `${machine.root}/a:${machine.root}/b` };
  expect(await findPython({ ...machine.places, env })).toBe("new");
});
