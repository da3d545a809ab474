import ipaddr from "ipaddr.js";

/** Decides whether the scraper may open a connection to a literal IP address. */
export type AddressGuard = (address: string) => boolean;

/**
 * Never reachable, not even through the allow list: a page that reads one of these reads the credentials of the
 * instance or of the task.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html (169.254.169.254, fd00:ec2::254)
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html (169.254.170.2)
 * @see https://docs.aws.amazon.com/eks/latest/userguide/pod-id-how-it-works.html (169.254.170.23, fd00:ec2::23)
 */
const CREDENTIAL_NETWORKS = [ipaddr.parseCIDR("169.254.0.0/16"), ipaddr.parseCIDR("fd00:ec2::/32")];

/**
 * The only IPv6 space handed out to the public; everything else, IPv4-compatible addresses included, is refused.
 * @see https://www.iana.org/assignments/ipv6-address-space/ipv6-address-space.xhtml
 */
const GLOBAL_IPV6 = ipaddr.parseCIDR("2000::/3");

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

const within = (address: Address, [network, bits]: Network): boolean =>
  address.kind() === network.kind() && address.match(network, bits);

/** What is publicly routable: an allow list, so that a range invented tomorrow is refused until someone looks at it. */
function isPublic(address: Address): boolean {
  if (address.range() !== "unicast") return false;
  return address.kind() === "ipv4" || within(address, GLOBAL_IPV6);
}

/**
 * A guard that accepts public unicast addresses and the networks of `allow`, and refuses everything else: private,
 * loopback, link-local, unique-local, multicast, reserved, carrier-grade NAT, the transition mechanisms that embed an
 * IPv4 address (6to4, Teredo, NAT64), and text that is not an address. IPv4-mapped IPv6 is judged as IPv4.
 *
 * @param allow networks in CIDR form, for tests and development only; they never open the credential addresses.
 */
export function createAddressGuard(allow: readonly string[] = []): AddressGuard {
  const allowed: Network[] = allow.map((cidr) => ipaddr.parseCIDR(cidr));
  return (text) => {
    // A zone identifier (`fe80::1%eth0`) only makes sense on a local link.
    if (text.includes("%") || !ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    if (CREDENTIAL_NETWORKS.some((network) => within(address, network))) return false;
    return isPublic(address) || allowed.some((network) => within(address, network));
  };
}
