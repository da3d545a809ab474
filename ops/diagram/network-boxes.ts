import type { CheckContext } from "../../checks/check-context";
import type { Block } from "../../checks/model/synthesized-app";
import { subnetRange } from "../../checks/reach/address-range";
import { type Exit, networkMap } from "../../checks/reach/network-map";
import { type DiagramBox, ownerOf } from "./diagram";

/** How the way out of a subnet is called in a picture. */
const EXITS: Readonly<Record<Exit["kind"], string>> = {
  "internet-gateway": "to the internet with a public address",
  nat: "to the internet through a NAT",
  none: "no way to the internet",
  unknown: "routes made elsewhere",
};

/** Networks, and in them their subnets: those of one tier together, since zones are alike. */
export function networkBoxes(context: CheckContext): DiagramBox[] {
  const { app } = context;
  const networks = app.ofType("aws_vpc").map((vpc) => ({
    key: networkKey(vpc),
    name: vpc.path,
    details: withText("network", app.text(vpc, "cidr_block")),
  }));
  const tiers = new Map<string, Block[]>();
  for (const subnet of app.ofType("aws_subnet")) {
    const key = tierKey([subnet]) ?? "";
    tiers.set(key, [...(tiers.get(key) ?? []), subnet]);
  }
  return [...networks, ...[...tiers].map(([key, subnets]) => tierBox(context, key, subnets))];
}

function tierBox(context: CheckContext, key: string, subnets: readonly Block[]): DiagramBox {
  const map = networkMap(context);
  const vpc = subnets.map((subnet) => map.vpcOf(subnet)).find((found) => found !== undefined);
  const ranges = subnets.map((subnet) => subnetRange(context.app, subnet)).filter((range) => range !== undefined);
  const exits = new Set(subnets.map((subnet) => EXITS[map.exitOf(subnet).kind]));
  const zones = subnets.length === 1 ? "1 subnet" : `${subnets.length} subnets`;
  return {
    key,
    name: key.replace(/^subnets /, ""),
    details: [[zones, ...ranges.sort()].join(", "), [...exits].sort().join("; ")],
    ...(vpc === undefined ? {} : { parent: networkKey(vpc) }),
  };
}

/** The box of something that stands in subnets; undefined where they are made elsewhere. */
export function tierKey(subnets: readonly Block[] | undefined): string | undefined {
  const [first] = subnets ?? [];
  return first === undefined ? undefined : `subnets ${ownerOf(first.path)}`;
}

function networkKey(vpc: Block): string {
  return `network ${vpc.path}`;
}

export function withText(...texts: readonly (string | undefined)[]): string[] {
  return [texts.filter((text) => text !== undefined && text !== "").join(", ")];
}
