import { instanceType } from "../../constructs/rules/instance-types";
import { burstBaseline } from "./burst-baseline";

/**
 * How long a container takes to answer on a host that has just booted without CPU credits: an estimate.
 *
 * T3, T3a and T4g get no launch credits, so in `standard` mode a fresh host has what it earns as it goes: its baseline, 10 %
 * of each of two vCPUs on a micro. What containers have to compute before they answer is divided by that:
 *
 *     seconds = (START + (containers - 1) x (UNPACK + START)) / (vCPUs x baseline)
 *
 * because the last container to answer waits while the images of the others are unpacked and they start too. START and
 * UNPACK are vCPU seconds of an ordinary web service (60 MB packed, Node or the like); confidence C, our own estimate, to be
 * replaced by what `CPUCreditUsage` shows. T2 is left out: it starts with 30 credits for each vCPU.
 *
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-standard-mode-concepts.html
 */
const START = 6;
const UNPACK = 4;

/** Seconds until the last of so many containers answers; undefined for types that are not throttled, or not known. */
export function throttledStartSeconds(type: string, containers: number): number | undefined {
  const baseline = burstBaseline(type);
  const vcpu = instanceType(type)?.vcpu;
  if (baseline === undefined || vcpu === undefined || type.startsWith("t2.")) return undefined;
  return Math.ceil((START + (containers - 1) * (UNPACK + START)) / (vcpu * baseline));
}
