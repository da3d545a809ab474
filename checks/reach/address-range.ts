import ipaddr from "ipaddr.js";
import type { Block, SynthesizedApp } from "../model/synthesized-app";
import { textOf } from "../model/synthesized-stack";

const CIDRSUBNET = /^\$\{cidrsubnet\("([\d./]+)", (\d+), (\d+)\)\}$/;

/** The IPv4 range of a subnet, where it is written down or cut from a written range. */
export function subnetRange(app: SynthesizedApp, subnet: Block): string | undefined {
  const text = textOf(subnet.body.cidr_block) ?? "";
  const [, base, bits, slot] = CIDRSUBNET.exec(text) ?? [];
  if (base !== undefined && ipaddr.IPv4.isValidCIDR(base)) return slice(base, Number(bits), Number(slot));
  const literal = app.literal(text, subnet.stack);
  return typeof literal === "string" && ipaddr.IPv4.isValidCIDR(literal) ? literal : undefined;
}

/** Terraform's `cidrsubnet`. */
function slice(base: string, bits: number, slot: number): string {
  const [address, prefix] = ipaddr.IPv4.parseCIDR(base);
  const start = address.octets.reduce((sum, octet) => sum * 256 + octet, 0) + slot * 2 ** (32 - prefix - bits);
  const octets = [24, 16, 8, 0].map((shift) => Math.floor(start / 2 ** shift) % 256);
  return `${octets.join(".")}/${prefix + bits}`;
}

/** Whether one IPv4 range holds all of another; what is no IPv4 range holds nothing. */
export function covers(outer: string, inner: string): boolean {
  if (outer === "0.0.0.0/0") return true;
  if (!ipaddr.IPv4.isValidCIDR(outer) || !ipaddr.IPv4.isValidCIDR(inner)) return false;
  const [outerAddress, outerPrefix] = ipaddr.IPv4.parseCIDR(outer);
  const [innerAddress, innerPrefix] = ipaddr.IPv4.parseCIDR(inner);
  return outerPrefix <= innerPrefix && innerAddress.match(outerAddress, outerPrefix);
}
