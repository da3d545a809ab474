import { capacityStrategy } from "./capacity";
import type { Task } from "./task";

/** Where and with which addresses Scheduler and EventBridge run a task. */
export interface RunPlacement {
  readonly launchType?: string;
  readonly capacityProviderStrategy?: { capacityProvider: string; weight: number; base: number }[];
  readonly networkConfiguration?: { subnets: string[]; securityGroups: string[]; assignPublicIp?: boolean };
}

/**
 * Both take a public address only together with a launch type, and a strategy only without one.
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_AwsVpcConfiguration.html
 */
export function runPlacement({ runOn, networkConfiguration: network }: Task): RunPlacement {
  if (runOn.kind === "fargate" && !runOn.spot) {
    return { launchType: "FARGATE", ...(network === undefined ? {} : { networkConfiguration: network }) };
  }
  const strategy = { capacityProviderStrategy: capacityStrategy(runOn) };
  if (network === undefined) return strategy;
  const { assignPublicIp: _, ...addresses } = network;
  return { ...strategy, networkConfiguration: addresses };
}
