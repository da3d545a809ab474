import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import { Construct } from "constructs";
import { Alarm } from "../monitoring/alarm";
import type { Alarms } from "../monitoring/alarms";
import { physicalName, statementId } from "../naming";
import { plainJson } from "../plain-json";
import { finishedRuns } from "./finished-runs";
import type { Task } from "./task";

export interface MissedRunsProps {
  readonly task: Task;
  /** The container whose exit status 0 is the end of a run. */
  readonly container: string;
  /** Longest time without a finished run. */
  readonly withinMinutes: number;
  readonly alarms: Alarms;
}

/** The longest that an alarm looks back, and the longest with periods under an hour. */
export const LONGEST_WINDOW_MINUTES = 7 * 24 * 60;
const LONGEST_FINE_WINDOW_MINUTES = 24 * 60;
const HOUR_SECONDS = 3600;
const FINE_SECONDS = 300;

/**
 * An alarm when a task has not *finished* for too long, whatever the reason: it was not started, found no room, was
 * killed, hung, or failed. Nothing has to be reported by the container but its exit status.
 *
 * A rule counts the task's ends with exit status 0, and the alarm rings when EventBridge's own count of that rule has
 * been empty for the whole time. It therefore also rings once when it is new and no run has finished yet.
 *
 * Creates: `aws_cloudwatch_event_rule` with one target, `aws_cloudwatch_metric_alarm` (0.10 USD a month). CloudWatch gets
 * EventBridge's counts on a best-effort basis: a lost one can ring a false alarm, never hide a missed run.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-monitoring.html
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
 */
export class MissedRuns extends Construct {
  constructor(scope: Construct, id: string, props: MissedRunsProps) {
    super(scope, id);
    const { task, container, alarms, withinMinutes } = props;
    if ("none" in alarms) return;
    const queue = finishedRuns(this);
    const rule = new CloudwatchEventRule(this, "finished", {
      name: physicalName(this, "events-rule"),
      description: `Runs of ${task.family} that ended with exit status 0`,
      eventPattern: plainJson({
        source: ["aws.ecs"],
        "detail-type": ["ECS Task State Change"],
        detail: {
          clusterArn: [task.cluster.arn],
          lastStatus: ["STOPPED"],
          taskDefinitionArn: [{ prefix: `${task.familyArn}:` }],
          // Both of one container: EventBridge matches the members of one element of a list together.
          containers: { name: [container], exitCode: [0] },
        },
      }),
    });
    queue.admit({ sid: `From${statementId(this)}`, service: "events.amazonaws.com", sourceArn: rule.arn });
    new CloudwatchEventTarget(this, "queue", { rule: rule.name, targetId: "finished-runs", arn: queue.arn });
    const seconds = withinMinutes > LONGEST_FINE_WINDOW_MINUTES ? HOUR_SECONDS : FINE_SECONDS;
    new Alarm(this, "alarm", {
      alarms,
      effect: `${scope.node.id} has not finished a run for ${inWords(withinMinutes)}`,
      firstAction: "read the log of its last run, and the cluster's events if there is none",
      runbook: "missed-run",
      when: {
        namespace: "AWS/Events",
        metricName: "TriggeredRules",
        dimensions: { RuleName: rule.name },
        statistic: "Sum",
      },
      is: "<",
      threshold: 1,
      periodSeconds: seconds,
      periods: Math.ceil((withinMinutes * 60) / seconds),
      missing: "breaching",
    });
  }
}

function inWords(minutes: number): string {
  if (minutes < 120) return `${minutes} minutes`;
  return minutes < 48 * 60 ? `${Math.ceil(minutes / 60)} hours` : `${Math.ceil(minutes / (24 * 60))} days`;
}
