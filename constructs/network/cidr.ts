import ipaddr from "ipaddr.js";
import type { Violation } from "../rules/finding";

/** AWS accepts VPCs and subnets from /16 to /28. https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html */
const LARGEST_PREFIX = 16;
const SMALLEST_PREFIX = 28;
const SOURCE = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html";

/** A network is cut into sixteenths where it is large enough: eight slots for public subnets, eight for private ones. */
const PREFERRED_BITS = 4;
/** No AWS region has more than six zones, and none of ours needs more. */
const MOST_ZONES = 6;

/**
 * How a VPC range is cut into subnets: `bits` extra prefix bits, slot numbers for Terraform's `cidrsubnet`.
 * The slots depend only on the range, so that adding a zone or a NAT gateway later moves no existing subnet.
 */
export interface SubnetPlan {
  readonly bits: number;
  readonly publicSlots: readonly number[];
  readonly privateSlots: readonly number[];
}

/** Everything wrong with a VPC range and its number of zones. */
export function checkCidr(cidr: string, zones: number): Violation[] {
  const expected = `an IPv4 range from /${LARGEST_PREFIX} to /${SMALLEST_PREFIX}`;
  if (!ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr)) {
    return [
      { code: "cidr-invalid", prop: "cidr", got: cidr, expected, fix: "write it as 10.20.0.0/16", source: SOURCE },
    ];
  }
  const [address, prefix] = ipaddr.IPv4.parseCIDR(cidr);
  const violations: Violation[] = [];
  const network = ipaddr.IPv4.networkAddressFromCIDR(cidr).toString();
  if (network !== address.toString()) {
    violations.push({
      code: "cidr-host-bits",
      prop: "cidr",
      got: cidr,
      expected: "the first address of its range",
      fix: `write ${network}/${prefix}`,
      source: SOURCE,
    });
  }
  if (prefix < LARGEST_PREFIX || prefix > SMALLEST_PREFIX) {
    violations.push({
      code: "cidr-size",
      prop: "cidr",
      got: `/${prefix}`,
      expected,
      fix: `choose a prefix between /${LARGEST_PREFIX} and /${SMALLEST_PREFIX}`,
      source: SOURCE,
    });
  }
  return [...violations, ...checkZones(zones, prefix)];
}

/** Cuts a valid range; an invalid one (already refused by `checkCidr`) yields no subnets. */
export function planSubnets(cidr: string, zones: number): SubnetPlan {
  if (checkCidr(cidr, zones).length > 0) return { bits: 0, publicSlots: [], privateSlots: [] };
  const bits = bitsFor(ipaddr.IPv4.parseCIDR(cidr)[1]);
  const half = 2 ** (bits - 1);
  const indexes = Array.from({ length: zones }, (_, index) => index);
  return { bits, publicSlots: indexes, privateSlots: indexes.map((index) => half + index) };
}

function bitsFor(prefix: number): number {
  return Math.min(PREFERRED_BITS, SMALLEST_PREFIX - prefix);
}

function checkZones(zones: number, prefix: number): Violation[] {
  const room = Math.min(MOST_ZONES, Math.floor(2 ** (bitsFor(prefix) - 1)));
  if (Number.isInteger(zones) && zones >= 1 && zones <= room) return [];
  return [
    {
      code: "cidr-zones",
      prop: "zones",
      got: String(zones),
      expected:
        room < 1 ? "a range with room for subnets of at least 16 addresses" : `1 to ${room} zones in a /${prefix}`,
      fix: zones > MOST_ZONES ? "use fewer zones" : "use fewer zones or a larger range",
      source: SOURCE,
    },
  ];
}
