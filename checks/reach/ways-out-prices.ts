import { HOURS_PER_MONTH, instanceMonthUsd, price } from "../facts/prices";

/** The root volume of a NAT instance, in GiB: what the Amazon Linux image brings. */
const NAT_VOLUME_GIB = 8;

/** The ways out of a subnet with what each costs a month in a region, cheapest first. */
export function waysOut(region: string, services: readonly string[], zones: number): string {
  const address = monthly(price("public_ipv4.in_use", region)?.value);
  const nat = monthly(price("nat_gateway.hour", region)?.value);
  const instance = sum(
    instanceMonthUsd("t4g.nano", region),
    scaled(price("ebs.gp3.storage", region)?.value, NAT_VOLUME_GIB),
  );
  const endpoint = monthly(price("vpc_endpoint.interface.hour", region)?.value);
  const paid = services.filter((service) => service !== "s3" && service !== "dynamodb");
  const ways = [
    `a public address of its own (${usd(address)} a month each; EC2 gives none to a task in awsvpc mode)`,
    `egress: "nat-instance" (${usd(sum(instance, address))})`,
    `egress: "nat-gateway" (${usd(sum(nat, address))} and each GB)`,
  ];
  if (paid.length > 0) {
    const total = scaled(endpoint, paid.length * zones);
    ways.push(
      `interface endpoints for ${paid.join(", ")} (${usd(total)} in ${zones === 1 ? "one zone" : `${zones} zones`})`,
    );
  }
  return `give it a way out: ${ways.join("; ")}`;
}

function monthly(hourly: number | undefined): number | undefined {
  return scaled(hourly, HOURS_PER_MONTH);
}

function scaled(value: number | undefined, by: number): number | undefined {
  return value === undefined ? undefined : value * by;
}

/** A sum with an unknown part is unknown. */
function sum(...parts: readonly (number | undefined)[]): number | undefined {
  return parts.reduce((total, part) => (total === undefined || part === undefined ? undefined : total + part), 0);
}

function usd(value: number | undefined): string {
  return value === undefined ? "price unknown" : `${value.toFixed(2)} USD`;
}
