import type { Network } from "../network/network";
import type { Violation } from "../rules/finding";
import { type Capacity, FREE_STORAGE_GIB } from "./capacity";

const STORAGE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html";
const NETWORKING = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-networking.html";
/** @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-task-storage.html */
const MOST_STORAGE_GIB = 200;

/** Everything wrong with how Fargate is asked for; the size of the task is checked with the task. */
export function checkFargate(runOn: Capacity, network: Network): Violation[] {
  if (runOn.kind !== "fargate") return [];
  const { ephemeralStorageGiB: storage, subnets } = runOn;
  const violations: Violation[] = [];
  if (!Number.isInteger(storage) || storage < FREE_STORAGE_GIB || storage > MOST_STORAGE_GIB) {
    violations.push({
      code: "fargate-storage",
      prop: "runOn.ephemeralStorageGiB",
      got: String(storage),
      expected: `a whole number from ${FREE_STORAGE_GIB} to ${MOST_STORAGE_GIB}`,
      fix: `use at most ${MOST_STORAGE_GIB} GiB, or an EFS volume`,
      source: STORAGE,
    });
  }
  const missing =
    (subnets === "public" && !network.publicSubnets) || (subnets === "private" && !network.privateSubnets);
  if (missing) {
    violations.push({
      code: "fargate-subnets",
      prop: "runOn.subnets",
      got: `${subnets} subnets in a network whose egress is ${network.egress}`,
      expected: `a network that has ${subnets} subnets`,
      fix: "leave subnets out, or choose another egress for the network",
      source: NETWORKING,
    });
  }
  return violations;
}

/** The subnets of tasks with addresses of their own. Only Fargate can give a task a public one. */
export function addressing(runOn: Capacity, network: Network): { subnets: string[]; assignPublicIp: boolean } {
  const chosen = runOn.kind === "fargate" ? runOn.subnets : undefined;
  const tiers = { public: network.publicSubnets, private: network.privateSubnets };
  const tier = (chosen === undefined ? undefined : tiers[chosen]) ?? network.workloadSubnets;
  return { subnets: [...tier.ids], assignPublicIp: runOn.kind === "fargate" && tier === network.publicSubnets };
}
