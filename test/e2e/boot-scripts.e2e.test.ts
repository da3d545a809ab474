import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { Ec2FleetProps } from "../../constructs/cluster/fleet-props";
import { findPython } from "../../ops/tools/find-moto";
import { machinePlaces } from "../../ops/tools/places";
import { bootScript, scriptsOf } from "../support/boot/boot-script";
import { oneBox } from "../support/one-box";
import { aStack } from "../support/template";
import { localShellcheck, projectRoot } from "./support/local-tools";

const shellcheck = localShellcheck();
const python = await findPython(machinePlaces(projectRoot));
const cloudInit = await cloudInitPython();

const fleet = (changes: Partial<Ec2FleetProps>) =>
  aStack((stack) => void oneBox(stack, { fleet: changes })).one("aws_launch_template").user_data;
const nat = aStack((stack) => void oneBox(stack, { network: { egress: "nat-instance" } }));
const SCRIPTS: readonly [string, string][] = [
  ["a plain host", bootScript(fleet({}))],
  ["a host with everything", bootScript(fleet({ swapMiB: 512, elasticIp: true, diskAlarmPercent: 80 }))],
  ["a host with a warm pool", bootScript(fleet({ max: 3, warmPool: { size: 1 } }))],
  ["a NAT instance", bootScript(nat.one("aws_instance").user_data_base64)],
];
/** What Terraform puts there; the scripts are judged as a host gets them. */
const filledIn = (script: string) => script.replaceAll(/\$\{[a-z][^}]*\}/g, "stowage-dev");

describe.each(SCRIPTS)("the script of %s", (_, written) => {
  const script = filledIn(written);

  test("is Bash, with every script that it writes", async () => {
    for (const [path, text] of Object.entries(scriptsOf(script))) {
      const { exitCode, stderr } = await execa("bash", ["-n"], { input: text, reject: false });
      expect({ path, exitCode, stderr }).toEqual({ path, exitCode: 0, stderr: "" });
    }
  });

  test.skipIf(shellcheck.path === undefined)(`has nothing that ShellCheck finds${shellcheck.skipped}`, async () => {
    for (const [path, text] of Object.entries(scriptsOf(script))) {
      const { stdout } = await execa(shellcheck.path ?? "", ["--shell=bash", "-"], { input: text, reject: false });
      expect({ path, stdout }).toEqual({ path, stdout: "" });
    }
  });

  test("is less than the 16 KB that EC2 takes, with names as long as AWS allows", () => {
    // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
    const longest = written.replaceAll(/\$\{[a-z][^}]*\}/g, "x".repeat(255));
    expect(Buffer.byteLength(longest)).toBeLessThan(16 * 1024);
  });

  test.skipIf(cloudInit.missing !== undefined)(
    `is a shell script to cloud-init, and no part of its own language${cloudInit.skipped}`,
    async () => {
      const ask = "import sys; from cloudinit.handlers import type_from_starts_with as f; print(f(sys.stdin.read()))";
      const { stdout } = await execa(cloudInit.python, ["-c", ask], { input: script, env: cloudInit.env });
      expect(stdout).toBe("text/x-shellscript");
    },
  );
});

test.skipIf(python === undefined)(
  `Bottlerocket's settings are TOML that says the same${python === undefined ? " (skipped: no Python 3.10 or later)" : ""}`,
  async () => {
    const toml = filledIn(bootScript(fleet({ operatingSystem: "bottlerocket" })));
    // tomllib came with Python 3.11; pip brings the same parser for those before.
    const ask = `import json, sys
try:
    import tomllib
except ImportError:
    from pip._vendor import tomli as tomllib
print(json.dumps(tomllib.loads(sys.stdin.read())))`;
    const { stdout } = await execa(python ?? "", ["-c", ask], { input: toml });
    expect(JSON.parse(stdout)).toEqual({
      settings: {
        ecs: {
          cluster: "stowage-dev",
          "reserved-memory": 100,
          "enable-spot-instance-draining": false,
          "image-cleanup-wait": "10m",
          "image-cleanup-age": "20m",
          "image-cleanup-delete-per-cycle": 10,
          "task-cleanup-wait": "30m",
        },
      },
    });
  },
);

/** A Python that has cloud-init: the system's own, with Debian's package installed, or unpacked into .tools/cloud-init. */
async function cloudInitPython() {
  const env = { PYTHONPATH: `${projectRoot}/.tools/cloud-init/usr/lib/python3/dist-packages` };
  const interpreter = "/usr/bin/python3";
  const { failed } = await execa(interpreter, ["-c", "import cloudinit.handlers"], { env, reject: false });
  const missing = failed ? "no cloud-init" : undefined;
  return { python: interpreter, env, missing, skipped: failed ? " (skipped: no cloud-init)" : "" };
}
