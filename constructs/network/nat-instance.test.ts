import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { bootScript } from "../../test/support/boot/boot-script";
import { oneBox } from "../../test/support/one-box";
import { writeRunnable } from "../../test/support/runnable";
import { aStack, type Template } from "../../test/support/template";

const behindNat = () => aStack((stack) => void oneBox(stack, { network: { egress: "nat-instance" } }));
/** What the one resource of a type waits for, without the hashes of the names. */
const waits = (template: Template, type: string) =>
  (template.one(type).depends_on as string[]).map((address) => address.replace(/_[0-9A-F]{8}$/, ""));

describe("the order", () => {
  test.each([
    "aws_instance",
    "aws_eip",
  ])("%s waits for the internet gateway and the public routes, and goes before them", (type) => {
    expect(waits(behindNat(), type)).toEqual([
      "aws_internet_gateway.network_internet-gateway",
      "aws_route.network_public_default-route-0",
      "aws_route.network_public_default-route-1",
      "aws_route_table_association.network_public_association-0",
      "aws_route_table_association.network_public_association-1",
    ]);
  });

  test("hosts behind it wait for its address, without which it leads nowhere", () => {
    expect(waits(behindNat(), "aws_autoscaling_group")).toContain("aws_eip.network_nat_address");
  });
});

test("it is replaced when its script changes: a script that is merely stored would never run", () => {
  expect(behindNat().one("aws_instance").user_data_replace_on_change).toBe(true);
});

describe("the script of the first boot", () => {
  const script = bootScript(behindNat().one("aws_instance").user_data_base64);
  const folder = mkdtempSync(join(tmpdir(), "stowage-nat-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs the script against a file system of its own, where `dnf` fails so many times; returns what it called and wrote. */
  function boot(name: string, failures: number) {
    const root = join(folder, name);
    for (const part of ["etc/sysctl.d", "etc/sysconfig"]) mkdirSync(join(root, part), { recursive: true });
    const calls = join(root, "calls");
    for (const command of ["dnf", "sysctl", "systemctl", "sleep", "logger"]) {
      const fails = command === "dnf" ? `[ $(grep -c ^dnf ${calls}) -gt ${failures} ]` : "true";
      writeRunnable(join(root, "bin", command), `#!/bin/bash\necho ${command} $* >> ${calls}\n${fails}\n`);
    }
    const options = {
      input: script.replaceAll("/etc/", `${root}/etc/`),
      env: { PATH: `${root}/bin:${process.env.PATH}` },
    };
    const { stderr } = spawnSync("bash", ["-s"], { ...options, encoding: "utf8" });
    expect(stderr).toBe("");
    const called = readFileSync(calls, "utf8").trim().split("\n");
    const written = (path: string) => (existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "");
    return { called, tries: called.filter((call) => call === "dnf install -y nftables").length, written };
  }

  test("is a shell script without a syntax error", () => {
    expect(script.startsWith("#!/bin/bash\n")).toBe(true);
    expect(spawnSync("bash", ["-n"], { input: script, encoding: "utf8" })).toMatchObject({ status: 0, stderr: "" });
  });

  test("leaves forwarding and masquerading to what every later boot loads", () => {
    const { called, written } = boot("at-once", 0);
    expect(written("etc/sysctl.d/90-nat.conf")).toBe("net.ipv4.ip_forward=1\n");
    expect(written("etc/sysconfig/nftables.conf")).toMatch(
      /type nat hook postrouting .*;\s+oifname != "lo" masquerade\n/,
    );
    expect(called).toContain("systemctl enable --now nftables");
  });

  test("tries again while the address is not attached yet", () => {
    const { called, tries } = boot("third-time", 2);
    expect(tries).toBe(3);
    expect(called.at(-1)).toBe("systemctl enable --now nftables");
  });

  test("gives up after minutes, not never", () => {
    expect(boot("cut-off", Number.MAX_SAFE_INTEGER).tries).toBe(30);
  });
});
