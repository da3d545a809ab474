import { Construct } from "constructs";
import { Alarm } from "./alarm";
import type { Alarms } from "./alarms";

export interface FleetAlarmsProps {
  readonly alarms: Alarms;
  readonly groupName: string;
  /** Rings below this many instances; 0 for no such alarm, because a fleet may be empty. */
  readonly leastInstances: number;
  /** Rings above this percentage of the root volume. @default - the hosts send no such metric */
  readonly diskPercent?: number;
}

/** Namespace and name under which the hosts report their root volume. */
export const DISK_METRIC = { namespace: "Stowage", metricName: "DiskUsedPercent" } as const;

/**
 * What matters about hosts: that there are any, and that their disks do not fill up, after which the agent disconnects.
 *
 * Creates: one or two alarms, 0.10 USD a month each.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
 */
export class FleetAlarms extends Construct {
  constructor(scope: Construct, id: string, props: FleetAlarmsProps) {
    super(scope, id);
    const { alarms, groupName, leastInstances, diskPercent } = props;
    const dimensions = { AutoScalingGroupName: groupName };
    if (leastInstances > 0) {
      new Alarm(this, "no-instance", {
        alarms,
        effect: `The fleet ${groupName} has fewer than ${leastInstances} instances in service: its tasks are down or crowded`,
        firstAction: "read the group's activity history: why does no instance start or stay?",
        runbook: "no-instance",
        when: { namespace: "AWS/AutoScaling", metricName: "GroupInServiceInstances", dimensions, statistic: "Minimum" },
        is: "<",
        threshold: leastInstances,
        missing: "breaching",
      });
    }
    if (diskPercent === undefined) return;
    new Alarm(this, "disk", {
      alarms,
      effect: `A host of ${groupName} has used over ${diskPercent} % of its disk; when it is full, its tasks stop`,
      firstAction: "replace the host, which starts with an empty disk",
      runbook: "host-disk",
      when: { ...DISK_METRIC, dimensions, statistic: "Maximum" },
      is: ">",
      threshold: diskPercent,
      periodSeconds: 300,
      periods: 2,
    });
  }
}
