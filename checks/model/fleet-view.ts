import { blocksOf, objectOf } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "./synthesized-app";
import { flagOf, listOf, textOf } from "./synthesized-stack";

/** EC2 hosts behind one capacity provider, as the JSON says. */
export interface FleetView {
  readonly provider: Block;
  /** Where findings point: the construct that holds the provider, the group and the template. */
  readonly path: string;
  readonly group: Block | undefined;
  readonly template: Block | undefined;
  /** Types the group may launch, the main one first. */
  readonly instanceTypes: readonly string[];
  readonly min: number | undefined;
  readonly max: number | undefined;
  readonly managedScaling: boolean;
  readonly position: HostPosition;
  readonly userData: string;
}

/** Where hosts stand in the network. */
export interface HostPosition {
  /** Undefined where a subnet is not part of this app. */
  readonly subnets: readonly Block[] | undefined;
  /** Undefined where a group is not part of this app. */
  readonly groups: readonly Block[] | undefined;
  readonly publicAddress: boolean;
}

/** Reads an `aws_ecs_capacity_provider` with the group and template behind it. */
export function fleetView(app: SynthesizedApp, provider: Block): FleetView {
  const settings = objectOf(blocksOf(provider.body.auto_scaling_group_provider)[0]);
  const group = app.target(settings.auto_scaling_group_arn, provider.stack, "aws_autoscaling_group");
  const template = group && app.target(group.body, group.stack, "aws_launch_template");
  const scaling = objectOf(blocksOf(settings.managed_scaling)[0]);
  return {
    provider,
    path: provider.path.replace(/\/[^/]+$/, ""),
    group,
    template,
    instanceTypes: instanceTypes(app, group, template),
    min: app.number(group, "min_size"),
    max: app.number(group, "max_size"),
    managedScaling: scaling.status === "ENABLED",
    position: hostPosition(app, group, template),
    userData: textOf(template?.body.user_data) ?? "",
  };
}

function instanceTypes(app: SynthesizedApp, group: Block | undefined, template: Block | undefined): string[] {
  const mixed = blocksOf(group?.body.mixed_instances_policy)[0];
  const overrides = blocksOf(blocksOf(mixed?.launch_template)[0]?.override).flatMap((override) => {
    const type = textOf(override.instance_type);
    return type === undefined ? [] : [type];
  });
  const main = app.text(template, "instance_type");
  return [...new Set([...(main === undefined ? [] : [main]), ...overrides])];
}

function hostPosition(app: SynthesizedApp, group: Block | undefined, template: Block | undefined): HostPosition {
  const subnets = group && everyTarget(app, group, "vpc_zone_identifier", "aws_subnet");
  const [card] = blocksOf(template?.body.network_interfaces);
  const groups =
    template === undefined
      ? undefined
      : card === undefined
        ? everyTarget(app, template, "vpc_security_group_ids", "aws_security_group")
        : blocksFor(app, template, listOf(card.security_groups), "aws_security_group");
  const asked = flagOf(card?.associate_public_ip_address);
  const given =
    (subnets ?? []).length > 0 && (subnets ?? []).every((subnet) => flagOf(subnet.body.map_public_ip_on_launch));
  return { subnets, groups, publicAddress: asked ?? given };
}

/** The blocks that a list argument names; undefined when one of them is not a resource of this app. */
export function everyTarget(app: SynthesizedApp, block: Block, argument: string, type: string): Block[] | undefined {
  return blocksFor(app, block, listOf(block.body[argument]), type);
}

export function blocksFor(
  app: SynthesizedApp,
  { stack }: Block,
  values: ReturnType<typeof listOf>,
  type: string,
): Block[] | undefined {
  const found = values.map((value) => app.target(value, stack, type));
  return found.some((block) => block === undefined) ? undefined : found.filter((block) => block !== undefined);
}
