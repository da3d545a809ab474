import { times } from "../line";
import { MONTH_HOURS, type Pricer } from "./pricing-context";

/** A capacity provider is free over an Auto Scaling group; ECS Managed Instances have a fee nobody could source. */
export const priceCapacityProvider: Pricer = (resource, context) => {
  if (resource.view.block("managed_instances_provider") === undefined) {
    return { free: "the Auto Scaling group behind it is priced" };
  }
  return [
    context.line(resource, {
      slot: "management-fee",
      item: "ECS Managed Instances and their fee",
      price: "ecs.managed_instances_fee",
      factors: [times(1, "instance"), MONTH_HOURS],
      unit: "h",
    }),
  ];
};
