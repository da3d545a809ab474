import { describe, expect, test } from "vitest";
import type { PartChanges } from "../../test/corpus/sound-parts";
import { reportOn, soundParts } from "../../test/corpus/sound-parts";
import type { Tampering } from "../../test/corpus/tampering";

const NAT: PartChanges = { network: { egress: "nat-instance" } };
/** The paths of what is not ordered, in a system that was changed before or after synthesis. */
const unordered = (changes: PartChanges, tamper: (file: Tampering) => void = () => {}) =>
  reportOn({ build: (stack) => void soundParts(stack, changes), tamper })
    .findings.filter(({ code }) => code === "order-routes")
    .map(({ path }) => path)
    .sort();
const publicSubnet = (file: Tampering) => (file.one("aws_autoscaling_group").vpc_zone_identifier as string[])[0];
/** An interface in a public subnet, which an address can be mapped to. */
const addInterface = (file: Tampering) => file.add("aws_network_interface", "door", { subnet_id: publicSubnet(file) });

describe("an internet gateway that cannot be detached, and a way out that comes too late", () => {
  test("are no business of a sound system, whichever way out it has", () => {
    for (const egress of ["public-ip", "nat-instance", "nat-gateway", "nat-gateway-per-zone"] as const)
      expect([egress, unordered({ network: { egress } })]).toEqual([egress, []]);
  });

  test("are found for an instance and the address that is mapped to it", () => {
    const detach = (file: Tampering) => {
      for (const type of ["aws_instance", "aws_eip"]) file.detach(type, "");
    };
    expect(unordered(NAT, detach)).toEqual(["test/network/nat", "test/network/nat/address"]);
  });

  test("are not found for an address whose instance waits for all that it needs", () => {
    expect(unordered(NAT, (file) => file.detach("aws_eip", ""))).toEqual([]);
  });

  test("are found for an address that is mapped to an interface, by itself or by an association", () => {
    const itself = unordered({}, (file) => {
      addInterface(file);
      file.add("aws_eip", "front", { domain: "vpc", network_interface: "${aws_network_interface.door.id}" });
    });
    expect(itself).toEqual(["test/front"]);
    const associated = unordered({}, (file) => {
      addInterface(file);
      file.add("aws_eip", "front", { domain: "vpc" });
      file.add("aws_eip_association", "link", {
        allocation_id: "${aws_eip.front.id}",
        network_interface_id: "${aws_network_interface.door.id}",
      });
    });
    expect(associated).toEqual(["test/link"]);
  });

  test("are not found for an address that is mapped to nothing, or by a host at its own boot", () => {
    expect(unordered({ fleet: { elasticIp: true } })).toEqual([]);
    expect(unordered({}, (file) => file.add("aws_eip", "spare", { domain: "vpc" }))).toEqual([]);
  });

  test("are found for hosts that boot before the NAT instance has its address", () => {
    expect(unordered(NAT, (file) => file.detach("aws_autoscaling_group", "aws_eip"))).toEqual(["test/fleet/group"]);
  });
});
