import { isIP } from "node:net";

/**
 * Whom a request is counted for. Behind `hops` proxies it is the entry that many places from the right of
 * `X-Forwarded-For`, because each proxy appends the address it saw; what stands further left was written by the client.
 * An IPv6 client is its /64 network, as it can choose the rest freely.
 */
export function clientAddress(remote: string | undefined, forwardedFor: string | undefined, hops: number): string {
  const forwarded = hops === 0 ? undefined : forwardedFor?.split(",").at(-hops)?.trim();
  return network(forwarded ?? remote ?? "unknown");
}

function network(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(address) === 6) return `${expand(address).slice(0, 4).join(":")}::/64`;
  return isIP(address) === 4 ? address : "unknown";
}

/** The eight groups of an IPv6 address, without leading zeros. Only the first four are used, so an IPv4 tail may stay. */
function expand(address: string): string[] {
  const [head = "", tail] = (address.split("%")[0] ?? "").split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  return [...left, ...Array<string>(zeros).fill("0"), ...right].map((group) =>
    group.toLowerCase().replace(/^0+(?=.)/, ""),
  );
}
