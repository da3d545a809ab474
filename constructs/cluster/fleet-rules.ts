import type { Violation } from "../rules/finding";
import { checkHostCount, checkHostDisk } from "../rules/host-sizes";
import { checkSameArchitecture, instanceType } from "../rules/instance-types";
import { checkWholeNumber } from "../rules/whole-number";
import type { Ec2FleetProps } from "./fleet-props";

/** Everything wrong with a fleet by itself. Whether the tasks fit on it is the business of the placement check. */
export function checkFleet(props: Ec2FleetProps): Violation[] {
  return [
    ...checkType(props),
    ...checkHostCount(props),
    ...checkHostDisk(props),
    ...checkSystem(props),
    ...checkScaling(props),
    ...checkWarmPool(props),
  ];
}

function checkType(props: Ec2FleetProps): Violation[] {
  const alternatives = props.spot?.alternativeTypes ?? [];
  const unknown = [props.instanceType, ...alternatives].filter((type) => instanceType(type) === undefined);
  return [
    ...unknown.map((type) => ({
      code: "instance-type-unknown",
      prop: "instanceType",
      got: type,
      expected: "a type whose architecture, memory and price are known",
      fix: "choose another type, or add it with its sources to constructs/rules/instance-types.ts",
    })),
    ...checkSameArchitecture(props.instanceType, alternatives).map((violation) => ({
      ...violation,
      prop: "spot.alternativeTypes",
    })),
  ];
}

function checkSystem(props: Ec2FleetProps): Violation[] {
  const violations: Violation[] = [];
  const scripted = [props.swapMiB !== undefined && props.swapMiB > 0, props.elasticIp === true];
  const needsScript = [...scripted, props.diskAlarmPercent !== undefined, props.warmPool !== undefined].includes(true);
  if (props.operatingSystem === "bottlerocket" && needsScript) {
    violations.push({
      code: "bottlerocket-no-script",
      prop: "operatingSystem",
      got: "bottlerocket with swap, an Elastic IP, a disk alarm or a warm pool",
      expected: "none of them: Bottlerocket runs no shell script at boot and knows no warm pools",
      fix: 'use operatingSystem: "amazon-linux-2023", or drop swapMiB, elasticIp, diskAlarmPercent and warmPool',
      source: "https://bottlerocket.dev/en/os/latest/concepts/components/",
    });
  }
  if (props.elasticIp === true && (props.max > 1 || !props.cluster.network.needsPublicIp)) {
    violations.push({
      code: "elastic-ip-fleet",
      prop: "elasticIp",
      got: `max ${props.max}, egress ${props.cluster.network.egress}`,
      expected: "a fleet of one instance in a public subnet: an address belongs to one instance at a time",
      fix: "set max: 1 with egress: public-ip, or use a load balancer",
    });
  }
  return violations;
}

const CLUSTER_SCALING = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html";
const WARM_POOLS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html";
const INSTANCES = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstancesDistribution.html";
const ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html";

function checkScaling({ scaling, spot, max, diskAlarmPercent }: Ec2FleetProps): Violation[] {
  const { targetPercent, mostAtOnce, warmupSeconds } = scaling ?? {};
  return [
    ...checkNumber("scaling.targetPercent", targetPercent, 1, 100, CLUSTER_SCALING),
    ...checkNumber("scaling.mostAtOnce", mostAtOnce, 1, 10_000, CLUSTER_SCALING),
    ...checkNumber("scaling.warmupSeconds", warmupSeconds, 0, 10_000, CLUSTER_SCALING),
    ...checkNumber("spot.onDemandBase", spot?.onDemandBase, 0, Math.max(0, max), INSTANCES),
    ...checkNumber("diskAlarmPercent", diskAlarmPercent, 1, 99, ALARM),
  ];
}

function checkWarmPool({ warmPool, spot }: Ec2FleetProps): Violation[] {
  if (warmPool === undefined) return [];
  const sizes = checkNumber("warmPool.size", warmPool.size, 1, 1000, WARM_POOLS);
  if (spot === undefined) return sizes;
  return [
    ...sizes,
    {
      code: "warm-pool-spot",
      prop: "warmPool",
      got: "a warm pool on spot capacity",
      expected: "a warm pool on demand: AWS refuses one with several types or with spot",
      fix: "drop warmPool or spot",
      source: WARM_POOLS,
    },
  ];
}

function checkNumber(prop: string, value: number | undefined, min: number, max: number, source: string): Violation[] {
  const expected = `a whole number from ${min} to ${max}`;
  return checkWholeNumber({ code: "fleet-number", prop, value, min, max, expected, fix: "choose one of them", source });
}
