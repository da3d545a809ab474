import { between, type CostLine, type Factor, times } from "../line";
import type { Resource } from "../resource";
import type { PricingContext } from "./pricing-context";
import type { TaskSize } from "./task-size";

/** Tasks of one size on Fargate, and how long each runs in a month. */
export interface FargateTasks {
  /** Prefix of the line names; services with two capacity providers have two sets. @default "fargate" */
  readonly slot?: string;
  readonly size: TaskSize | undefined;
  /** Running tasks, or runs a month. */
  readonly tasks: Factor;
  /** Hours per task or run. */
  readonly hours: Factor;
  readonly spot: boolean;
  readonly publicIp: boolean;
  readonly assumption?: string;
}

/** What Fargate Spot may cost at the most: the on-demand price. The low end is the table's fraction. */
const ON_DEMAND = 1;

/** vCPU, memory, ephemeral storage beyond what is included, and public addresses of Fargate tasks. */
export function fargateLines(resource: Resource, props: FargateTasks, context: PricingContext): CostLine[] {
  const slot = props.slot ?? "fargate";
  const label = props.spot ? "Fargate Spot" : "Fargate";
  const note = props.assumption === undefined ? {} : { assumption: props.assumption };
  const { size } = props;
  if (size === undefined) {
    const reason = "the task size can't be seen in the input, or is larger than any Fargate sells";
    const unit = "task-hour";
    const unknown = { slot, item: `${label} tasks`, priceItem: "fargate", factors: [props.tasks, props.hours], unit };
    return [context.unknownLine(resource, { ...unknown, ...note, reason })];
  }
  const architecture = size.arm ? "arm" : "x86";
  const spot = props.spot ? [spotFactor(resource, context)] : [];
  const factors = (amount: number, unit: string) => [props.tasks, times(amount, unit), props.hours, ...spot];
  const shared = { ...note, unit: "h" };
  const lines = [
    context.line(resource, {
      ...shared,
      slot: `${slot}:vcpu`,
      item: `${label} vCPU (${architecture})`,
      price: `fargate.${architecture}.vcpu`,
      factors: factors(size.cpu / 1024, "vCPU"),
    }),
    context.line(resource, {
      ...shared,
      slot: `${slot}:memory`,
      item: `${label} memory (${architecture})`,
      price: `fargate.${architecture}.gb`,
      factors: factors(size.memoryMiB / 1024, "GB"),
    }),
  ];
  if (size.extraStorageGb > 0) {
    const price = "fargate.ephemeral_gb";
    const storage = { ...shared, slot: `${slot}:storage`, item: "Fargate storage beyond 20 GB", price } as const;
    lines.push(
      context.line(resource, { ...storage, factors: [props.tasks, times(size.extraStorageGb, "GB"), props.hours] }),
    );
  }
  return props.publicIp ? [...lines, addressLine(resource, props, slot, context)] : lines;
}

function addressLine(resource: Resource, props: FargateTasks, slot: string, context: PricingContext): CostLine {
  return context.line(resource, {
    slot: `${slot}:public-ipv4`,
    item: "public IPv4 address per task",
    price: "public_ipv4.in_use",
    factors: [props.tasks, props.hours],
    unit: "h",
    ...(props.assumption === undefined ? {} : { assumption: props.assumption }),
  });
}

function spotFactor(resource: Resource, context: PricingContext): Factor {
  const fraction = context.quote("fargate.spot", resource.region);
  return between(fraction.known ? fraction.value : ON_DEMAND, ON_DEMAND, "of on-demand");
}
