import { expect, test } from "vitest";
import { findShellcheck, needShellcheck } from "./find-shellcheck";
import { testMachine } from "./testing/places";

/** What `shellcheck --version` prints. */
const program = (version: string) => `echo 'ShellCheck - shell script analysis tool'; echo 'version: ${version}'`;

test("takes the one on PATH, of whatever release, before the project's own", async () => {
  await using machine = await testMachine();
  await machine.script("project/.tools/shellcheck/bin/shellcheck", program("0.11.0"));
  expect(await findShellcheck(machine.places)).toMatchObject({ version: "0.11.0", origin: ".tools" });
  const onPath = await machine.script("bin/shellcheck", program("0.9.0"));
  expect(await findShellcheck(machine.places)).toEqual({ path: onPath, version: "0.9.0", origin: "PATH" });
});

test("passes over one that does not run, and says so", async () => {
  await using machine = await testMachine();
  const broken = await machine.script("bin/shellcheck", "exit 1");
  expect(await findShellcheck(machine.places)).toEqual({
    tried: [
      `PATH: ${broken} does not run`,
      `.tools: ${machine.root}/project/.tools/shellcheck/bin/shellcheck is not there`,
    ],
  });
});

test("says what keeps it from being installed", async () => {
  await using machine = await testMachine();
  expect(await needShellcheck(machine.places)).toEqual({
    tried: [
      "PATH: no shellcheck",
      `.tools: ${machine.root}/project/.tools/shellcheck/bin/shellcheck is not there`,
      "install into .tools: there is no Python 3.10 or later on PATH",
    ],
  });
});
