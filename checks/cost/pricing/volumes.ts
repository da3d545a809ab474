import { between, type CostLine, type Factor, type Range, times } from "../line";
import type { Resource } from "../resource";
import type { View } from "../view";
import type { Pricer, PricingContext } from "./pricing-context";

/** A block volume as declared; undefined where the input leaves the choice to AWS or hides it. */
export interface Volume {
  /** Device name, or `root`. */
  readonly name: string;
  readonly sizeGb: number | undefined;
  readonly type: string | undefined;
  readonly iops: number | undefined;
  readonly throughput: number | undefined;
  /** False for the root volume an image brings along. */
  readonly declared: boolean;
}

/** What gp3 includes. @see https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html */
const GP3_IOPS = 3000;
const GP3_THROUGHPUT_MIBPS = 125;

/** @see https://github.com/bottlerocket-os/bottlerocket/issues/4000 */
const BOTTLEROCKET_SYSTEM_GB = 2;

/** What AWS gives a volume without a type, other than the image's own root volume. */
const DEFAULT_TYPE = "gp2";

/** Volumes of a launch template: those it declares, or the image's root volume. */
export function templateVolumes(template: View): Volume[] {
  const declared = template.blocks("block_device_mappings").flatMap((mapping) => {
    const ebs = mapping.block("ebs");
    if (ebs === undefined) return [];
    const mapped = volume(mapping.text("device_name") ?? "root", ebs);
    return [{ ...mapped, sizeGb: mapped.sizeGb ?? imageSizeGb(template, mapped.name) }];
  });
  return declared.length > 0 ? declared : [imageRootVolume()];
}

/** Volumes of an instance or a launch configuration. */
export function instanceVolumes(instance: View): Volume[] {
  const root = instance.block("root_block_device");
  const more = instance.blocks("ebs_block_device").map((block) => volume(block.text("device_name") ?? "data", block));
  return [root === undefined ? imageRootVolume() : rootVolume(root), ...more];
}

/** Storage of a volume, once per instance. */
export function volumeLines(
  resource: Resource,
  volume: Volume,
  instances: Factor | undefined,
  context: PricingContext,
): CostLine[] {
  const type = volume.type ?? (volume.declared ? DEFAULT_TYPE : "gp3");
  const size: Range =
    volume.sizeGb === undefined
      ? context.usage.of("rootVolumeGb", resource)
      : { low: volume.sizeGb, high: volume.sizeGb };
  const props = {
    slot: `volume:${volume.name}`,
    item: `EBS ${type} volume ${volume.name}`,
    factors: [...(instances === undefined ? [] : [instances]), between(size.low, size.high, "GB")],
    unit: "GB-month",
    ...(volume.sizeGb === undefined ? { assumption: context.usage.text("rootVolumeGb", resource) } : {}),
    pool: "ebs",
  };
  if (type !== "gp3") {
    const reason = `no price for EBS ${type}; the table has gp3 only`;
    return [context.unknownLine(resource, { ...props, priceItem: `ebs.${type}.storage`, reason })];
  }
  return [
    context.line(resource, { ...props, price: "ebs.gp3.storage" }),
    ...extra(resource, volume, "IOPS", (volume.iops ?? 0) - GP3_IOPS, context),
    ...extra(resource, volume, "MiB/s", (volume.throughput ?? 0) - GP3_THROUGHPUT_MIBPS, context),
  ];
}

/** A volume of its own. */
export const priceEbsVolume: Pricer = (resource, context) => {
  const { view } = resource;
  return volumeLines(resource, { ...volume("data", view), sizeGb: view.number("size") }, undefined, context);
};

function extra(resource: Resource, volume: Volume, unit: string, amount: number, context: PricingContext): CostLine[] {
  if (amount <= 0) return [];
  return [
    context.unknownLine(resource, {
      slot: `volume:${volume.name}:${unit}`,
      item: `gp3 performance above what is included (${GP3_IOPS} IOPS, ${GP3_THROUGHPUT_MIBPS} MiB/s)`,
      priceItem: "ebs.gp3.performance",
      factors: [times(amount, unit)],
      unit: `${unit}-month`,
      reason: `no price for gp3 ${unit} in the table`,
    }),
  ];
}

function volume(name: string, block: View): Volume {
  return {
    name,
    sizeGb: block.number("volume_size"),
    type: block.text("volume_type") ?? block.text("type"),
    iops: block.number("iops"),
    throughput: block.number("throughput"),
    declared: true,
  };
}

/** A root volume without a type keeps the one of the image. */
function rootVolume(block: View): Volume {
  const declared = volume("root", block);
  return { ...declared, declared: declared.type !== undefined };
}

/** The size that the image gives a device whose mapping names none, where it is known. */
function imageSizeGb(template: View, device: string): number | undefined {
  const bottlerocket = template.text("image_id")?.includes("/aws/service/bottlerocket/") ?? false;
  return bottlerocket && device === "/dev/xvda" ? BOTTLEROCKET_SYSTEM_GB : undefined;
}

function imageRootVolume(): Volume {
  return { name: "root", sizeGb: undefined, type: undefined, iops: undefined, throughput: undefined, declared: false };
}
