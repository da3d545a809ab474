import type { Range } from "../line";
import type { Resource } from "../resource";
import type { View } from "../view";
import { type Hosts, hostLines } from "./hosts";
import type { Pricer, PricingContext } from "./pricing-context";
import { instanceVolumes, templateVolumes } from "./volumes";

/** An Auto Scaling group: low at its minimum size, high at its maximum. */
export const priceAutoscalingGroup: Pricer = (resource, context) => {
  const { view } = resource;
  const mixed = view.block("mixed_instances_policy");
  const launch = launchOf(view, mixed);
  const count = sizeOf(view);
  const template = launch?.view;
  const types = overrideTypes(mixed) ?? [template?.text("instance_type")].filter((type) => type !== undefined);
  const address = groupAddresses(view, template, count.range);
  const hosts: Hosts = {
    count: count.range,
    spot: spotShare(mixed, template, count.range),
    types,
    volumes:
      template === undefined || launch?.type !== "aws_launch_template"
        ? instanceVolumes(template ?? view)
        : templateVolumes(template),
    publicAddresses: address.range,
    ...(address.note === undefined ? {} : { publicAddressNote: address.note }),
    elasticAddress: address.elastic,
    creditMode: template?.block("credit_specification")?.text("cpu_credits"),
    detailedMonitoring: template?.block("monitoring")?.flag("enabled") ?? false,
    ...(count.note === undefined ? {} : { countNote: count.note }),
  };
  return hostLines(resource, hosts, context);
};

/** A single instance, with or without a launch template. */
export const priceInstance: Pricer = (resource, context) => {
  const { view } = resource;
  const template = view.targets("launch_template")[0]?.view;
  const type = view.text("instance_type") ?? template?.text("instance_type");
  const one = { low: 1, high: 1 };
  const spot = isSpot(view.block("instance_market_options")) || isSpot(template?.block("instance_market_options"));
  const address = instanceAddress(resource, template, context);
  return hostLines(
    resource,
    {
      count: one,
      spot: spot ? one : { low: 0, high: 0 },
      types: type === undefined ? [] : [type],
      volumes:
        view.has("root_block_device") || template === undefined ? instanceVolumes(view) : templateVolumes(template),
      publicAddresses: address.range,
      ...(address.note === undefined ? {} : { publicAddressNote: address.note }),
      elasticAddress: address.elastic,
      creditMode: (view.block("credit_specification") ?? template?.block("credit_specification"))?.text("cpu_credits"),
      detailedMonitoring: view.flag("monitoring") ?? template?.block("monitoring")?.flag("enabled") ?? false,
    },
    context,
  );
};

/** The launch template or configuration a group starts its instances from. */
function launchOf(view: View, mixed: View | undefined): Resource | undefined {
  const block =
    view.block("launch_template") ?? mixed?.block("launch_template")?.block("launch_template_specification");
  const keys = ["id", "name", "launch_template_id", "launch_template_name"];
  const templates = keys.flatMap((key) => block?.targets(key) ?? []);
  return [...templates, ...view.targets("launch_configuration")][0];
}

function sizeOf(view: View): { readonly range: Range; readonly note?: string } {
  const min = view.number("min_size");
  const max = view.number("max_size");
  const low = min ?? 0;
  const high = Math.max(max ?? view.number("desired_capacity") ?? low, low);
  if (min !== undefined && max !== undefined) {
    return {
      range: { low, high },
      ...(low === high ? {} : { note: `low at min_size ${low}, high at max_size ${high}` }),
    };
  }
  return { range: { low, high: Math.max(high, 1) }, note: "min_size or max_size can't be seen; 0 and 1 taken" };
}

function overrideTypes(mixed: View | undefined): readonly string[] | undefined {
  const overrides = mixed?.block("launch_template")?.blocks("override") ?? [];
  const types = overrides.flatMap((override) => override.text("instance_type") ?? []);
  return types.length === 0 ? undefined : [...new Set(types)];
}

function spotShare(mixed: View | undefined, template: View | undefined, count: Range): Range {
  if (isSpot(template?.block("instance_market_options"))) return count;
  const distribution = mixed?.block("instances_distribution");
  if (distribution === undefined) return { low: 0, high: 0 };
  const base = distribution.number("on_demand_base_capacity") ?? 0;
  const share = distribution.number("on_demand_percentage_above_base_capacity") ?? 100;
  // AWS rounds the on-demand share up. https://docs.aws.amazon.com/autoscaling/ec2/userguide/mixed-instances-groups-set-up-overview.html
  const onDemand = (n: number) => Math.min(n, base + Math.ceil(((n - Math.min(n, base)) * share) / 100));
  return { low: count.low - onDemand(count.low), high: count.high - onDemand(count.high) };
}

function isSpot(options: View | undefined): boolean {
  return options?.text("market_type") === "spot";
}

/** Addresses a group's instances get at launch. An Elastic IP that user data attaches replaces one of them. */
function groupAddresses(view: View, template: View | undefined, count: Range): Addresses {
  const elastic = (template?.targets("user_data") ?? []).filter((target) => target.type === "aws_eip").length;
  const declared =
    template?.block("network_interfaces")?.flag("associate_public_ip_address") ??
    template?.flag("associate_public_ip_address");
  const assigned = declared ?? assignedBySubnet(view.targets("vpc_zone_identifier"));
  const range = {
    low: assigned === true ? Math.max(0, count.low - elastic) : 0,
    high: assigned === false ? 0 : Math.max(0, count.high - elastic),
  };
  return { range, elastic: elastic > 0, ...(assigned === undefined ? { note: SUBNET_HIDDEN } : {}) };
}

function instanceAddress(resource: Resource, template: View | undefined, context: PricingContext): Addresses {
  const { view } = resource;
  const addresses = context.referring("aws_eip", "instance", resource);
  const associations = context.referring("aws_eip_association", "instance_id", resource);
  if (addresses.length + associations.length > 0) return { range: { low: 0, high: 0 }, elastic: true };
  const declared =
    view.flag("associate_public_ip_address") ??
    template?.block("network_interfaces")?.flag("associate_public_ip_address");
  const assigned = declared ?? assignedBySubnet(view.targets("subnet_id"));
  return {
    range: { low: assigned === true ? 1 : 0, high: assigned === false ? 0 : 1 },
    elastic: false,
    ...(assigned === undefined ? { note: SUBNET_HIDDEN } : {}),
  };
}

const SUBNET_HIDDEN = "whether the subnet assigns public addresses can't be seen";

interface Addresses {
  readonly range: Range;
  readonly elastic: boolean;
  readonly note?: string;
}

/** The subnets' own setting; undefined when no subnet can be seen. Terraform's default is false. */
function assignedBySubnet(targets: readonly Resource[]): boolean | undefined {
  const subnets = targets.filter((target) => target.type === "aws_subnet");
  if (subnets.length === 0) return undefined;
  return subnets.some((subnet) => subnet.view.flag("map_public_ip_on_launch") === true);
}
