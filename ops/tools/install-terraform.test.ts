import { readFile, stat } from "node:fs/promises";
import path from "node:path";
import { expect, test } from "vitest";
import { installTerraform } from "./install-terraform";
import { testMachine } from "./testing/places";
import { releaseFiles, releaseServer, silentServer } from "./testing/releases";

const RELEASE = { version: "1.11.4", hashicorpPlatform: "linux_amd64" };

test("downloads, verifies and unpacks the release", async () => {
  await using machine = await testMachine();
  await using server = await releaseServer(releaseFiles("1.11.4", "linux_amd64", "#!/bin/sh\necho terraform\n"));
  const target = path.join(machine.root, "tools/terraform");
  await installTerraform({ ...RELEASE, target, releases: server.url });
  expect(await readFile(target, "utf8")).toBe("#!/bin/sh\necho terraform\n");
  expect((await stat(target)).mode & 0o777).toBe(0o755);
});

test("refuses an archive that is not what was published, and writes nothing", async () => {
  await using machine = await testMachine();
  const files = releaseFiles("1.11.4", "linux_amd64", "program");
  const forged = { ...files, "/1.11.4/terraform_1.11.4_linux_amd64.zip": "something else" };
  await using server = await releaseServer(forged);
  const target = path.join(machine.root, "tools/terraform");
  await expect(installTerraform({ ...RELEASE, target, releases: server.url })).rejects.toThrow(
    /was published; nothing was installed/,
  );
  await expect(stat(target)).rejects.toThrow(/ENOENT/);
});

test("gives up a download that takes too long", async () => {
  await using machine = await testMachine();
  await using server = await silentServer();
  const target = path.join(machine.root, "tools/terraform");
  const installation = { ...RELEASE, target, releases: server.url, signal: AbortSignal.timeout(100) };
  await expect(installTerraform(installation)).rejects.toThrow(/timeout/);
});

test("says what could not be had", async () => {
  await using machine = await testMachine();
  await using server = await releaseServer(releaseFiles("1.11.4", "darwin_arm64", "program"));
  const target = path.join(machine.root, "tools/terraform");
  await expect(installTerraform({ ...RELEASE, target, releases: server.url })).rejects.toThrow(
    "the published checksums do not name terraform_1.11.4_linux_amd64.zip",
  );
  await expect(installTerraform({ ...RELEASE, version: "9.9.9", target, releases: server.url })).rejects.toThrow(
    /answered 404/,
  );
  await expect(installTerraform({ ...RELEASE, target, releases: "http://127.0.0.1:1" })).rejects.toThrow(
    /can not be reached/,
  );
});
