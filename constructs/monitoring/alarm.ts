import {
  CloudwatchMetricAlarm,
  type CloudwatchMetricAlarmConfig,
} from "@cdktf/provider-aws/lib/cloudwatch-metric-alarm";
import { Construct } from "constructs";
import { checkedText, physicalName } from "../naming";
import { type Alarms, alarmActions } from "./alarms";

/** One series of CloudWatch. */
export interface Metric {
  readonly namespace: string;
  readonly metricName: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Average" | "Minimum" | "Maximum" | "Sum";
}

/** A figure computed from several series, named by their keys. */
export interface Calculation {
  readonly expression: string;
  readonly from: Readonly<Record<string, Metric>>;
}

export interface AlarmProps {
  readonly alarms: Alarms;
  /** What is wrong when it rings, in words a sleepy person understands. */
  readonly effect: string;
  /** What to do first. */
  readonly firstAction: string;
  /** The page docs/runbooks/<runbook>.md. */
  readonly runbook: string;
  readonly when: Metric | Calculation;
  readonly is: ">" | ">=" | "<" | "<=";
  readonly threshold: number;
  /** @default 60 */
  readonly periodSeconds?: number;
  /** Periods in a row. @default 5 */
  readonly periods?: number;
  /** What no data means: "breaching" where silence is the fault. @default "notBreaching" */
  readonly missing?: "breaching" | "notBreaching" | "ignore";
}

const OPERATORS = {
  ">": "GreaterThanThreshold",
  ">=": "GreaterThanOrEqualToThreshold",
  "<": "LessThanThreshold",
  "<=": "LessThanOrEqualToThreshold",
} as const;

/**
 * An alarm whose text says effect, first action and runbook.
 *
 * Creates: `aws_cloudwatch_metric_alarm`, unless `alarms` is `none`. Costs 0.10 USD a month for each series it reads.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html
 */
export class Alarm extends Construct {
  /** Undefined where nobody is to be told. */
  readonly resource: CloudwatchMetricAlarm | undefined;

  constructor(scope: Construct, id: string, props: AlarmProps) {
    super(scope, id);
    const actions = alarmActions(props.alarms);
    if (actions === undefined) return;
    this.resource = new CloudwatchMetricAlarm(this, "Default", {
      alarmName: physicalName(this, "cloudwatch-alarm"),
      alarmDescription: checkedText(
        this,
        "alarm-description",
        `${props.effect}. First: ${props.firstAction}. Runbook: docs/runbooks/${props.runbook}.md`,
        "effect, firstAction",
      ),
      comparisonOperator: OPERATORS[props.is],
      threshold: props.threshold,
      evaluationPeriods: props.periods ?? 5,
      treatMissingData: props.missing ?? "notBreaching",
      ...series(props.when, props.periodSeconds ?? 60),
      ...actions,
    });
  }
}

function series(when: Metric | Calculation, period: number): Partial<CloudwatchMetricAlarmConfig> {
  if (!("expression" in when)) return { ...when, dimensions: { ...when.dimensions }, period };
  const inputs = Object.entries(when.from).map(([id, { statistic, dimensions, ...metric }]) => ({
    id,
    metric: { ...metric, dimensions: { ...dimensions }, stat: statistic, period },
  }));
  return { metricQuery: [...inputs, { id: "result", expression: when.expression, label: "result", returnData: true }] };
}
