import { Construct } from "constructs";
import { Alarm } from "./alarm";
import type { Alarms } from "./alarms";

export interface LoadBalancerAlarmsProps {
  /** The balancer's part of its ARN, as CloudWatch names it. */
  readonly loadBalancer: string;
  /** For the text. */
  readonly name: string;
  readonly alarms: Alarms;
  /** Errors in five minutes. */
  readonly errorsToAlarm: number;
}

/**
 * Errors that the balancer answers itself, because no service did: none healthy, too slow, or a broken answer.
 *
 * Creates: one alarm, 0.10 USD a month.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
 */
export class LoadBalancerAlarms extends Construct {
  readonly errors: Alarm;

  constructor(scope: Construct, id: string, props: LoadBalancerAlarmsProps) {
    super(scope, id);
    this.errors = new Alarm(this, "5xx", {
      alarms: props.alarms,
      effect: `Callers of ${props.name} get errors 500 to 599 from the balancer itself`,
      firstAction: "see whether its services have healthy targets",
      runbook: "load-balancer-5xx",
      when: {
        namespace: "AWS/ApplicationELB",
        metricName: "HTTPCode_ELB_5XX_Count",
        dimensions: { LoadBalancer: props.loadBalancer },
        statistic: "Sum",
      },
      is: ">",
      threshold: props.errorsToAlarm,
      periodSeconds: 300,
      periods: 1,
    });
  }
}
