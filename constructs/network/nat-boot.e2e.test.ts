import { describe, expect, test } from "vitest";
import { bootScript } from "../../test/support/boot/boot-script";
import { Host, noHost, type StandIn } from "../../test/support/boot/sandbox";
import { oneBox } from "../../test/support/one-box";
import { aStack } from "../../test/support/template";

const missing = await noHost(["nft", "logger", "sysctl"]);
const INTERNET = "http://198.51.100.1/";
const system = aStack((stack) => void oneBox(stack, { network: { egress: "nat-instance" } }));
const script = bootScript(system.one("aws_instance").user_data_base64);

/** What the unit of AL2023 does: https://src.fedoraproject.org/rpms/nftables/blob/rawhide/f/nftables.service */
const LOAD = "nft -f /etc/sysconfig/nftables.conf";
const SYSTEMCTL = {
  command: "systemctl",
  does: `[ "$*" != "enable --now nftables" ] || { touch /enabled/nftables; ${LOAD}; }`,
};
const LATER_BOOT = `sysctl -q -p /etc/sysctl.d/90-nat.conf; [ ! -e /enabled/nftables ] || ${LOAD}`;

/** The machine of a private subnet stands where a container does: behind another card of the instance. */
describe.skipIf(missing !== undefined)(
  `a NAT instance boots${missing === undefined ? "" : ` (skipped: ${missing})`}`,
  () => {
    const aHost = (standIns: readonly StandIn[] = []) =>
      new Host([{ command: "sleep" }, { command: "dnf" }, SYSTEMCTL, ...standIns]);
    const rc = `mkdir -p /etc/sysctl.d /etc/sysconfig\n${script}`;

    test("and forwards from then on, also after a reboot, and with the same rules when the script runs again", async () => {
      await using host = aHost();
      await host.boot("true");
      expect(await host.containerReaches(INTERNET), "or nothing is shown").toBeUndefined();
      expect(await host.boot(rc)).toMatchObject({ status: 0 });
      expect(await host.containerReaches(INTERNET)).toBe("internet, seen from 10.0.0.10");
      await host.boot(LATER_BOOT);
      expect(await host.containerReaches(INTERNET)).toBe("internet, seen from 10.0.0.10");
      await host.run(rc);
      expect((await host.run("nft list ruleset | grep -c masquerade")).output).toBe("1");
      expect(host.journal).toBe("");
    });

    test.each([
      ["sysctl", "no forwarding: the private subnets have no way out"],
      ["dnf", "no nftables: the private subnets have no way out until this instance is replaced"],
      ["systemctl", "no masquerading: the private subnets have no way out"],
    ])("and says so when %s fails", async (command, line) => {
      await using host = aHost([{ command, does: "exit 1" }]);
      const { output } = await host.boot(rc);
      expect(host.journal).toMatch(new RegExp(`^<11>.*stowage-boot: ${line}$`, "m"));
      expect(output).toContain(line);
      expect(host.calls.at(-1)).toBe("systemctl enable --now nftables");
    });
  },
);
