import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import { CloudwatchEventTarget } from "@cdktf/provider-aws/lib/cloudwatch-event-target";
import type { EcsService } from "@cdktf/provider-aws/lib/ecs-service";
import { SfnStateMachine } from "@cdktf/provider-aws/lib/sfn-state-machine";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { Alarm } from "../monitoring/alarm";
import type { Alarms } from "../monitoring/alarms";
import { pathName, physicalName } from "../naming";
import { plainJson } from "../plain-json";
import { type EventsRole, eventsRole } from "../security/events-role";
import { type RedeployRole, redeployRole } from "../security/redeploy-role";
import { changeOf } from "./rotation-rules";

export interface RedeploymentProps {
  readonly service: EcsService;
  /** ARNs of the secrets and parameters that the service has injected. */
  readonly of: readonly string[];
  readonly alarms: Alarms;
}

/** Seconds before the first of six further attempts, each pause three times the one before: an hour in all. */
const RETRY = { IntervalSeconds: 10, MaxAttempts: 6, BackoffRate: 3 };

/**
 * Redeploys one service when a value that it has injected gets a new version: by a rotation or by a person. Containers
 * read such a value at their start only, and would go on with the old one. The task definition and the number of copies
 * stay; a service that sleeps at 0 copies stays asleep.
 *
 * Creates: `aws_cloudwatch_event_rule` and its target, `aws_sfn_state_machine` (EventBridge itself calls no ECS) with
 * one state that calls `ecs:UpdateService`, a role for each of the two that may do exactly that, and an alarm on calls
 * that failed (0.10 USD a month, without `alarms: none`). A redeployment is one of 4,000 transitions a month that are
 * free, then 0.000025 USD.
 *
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/sysman-paramstore-cwe.html
 */
export class Redeployment extends Construct {
  readonly rule: CloudwatchEventRule;
  readonly machine: SfnStateMachine;

  constructor(scope: Construct, id: string, props: RedeploymentProps) {
    super(scope, id);
    this.rule = new CloudwatchEventRule(this, "rule", {
      name: physicalName(this, "events-rule"),
      description: `Changed values that ${pathName(scope)} has injected`,
      eventPattern: plainJson(changeOf(props.of)),
    });
    this.machine = this.#addMachine(props.service);
    const role = this.#startingRole();
    const target = new CloudwatchEventTarget(this, "target", {
      rule: this.rule.name,
      targetId: "redeploy",
      arn: this.machine.arn,
      roleArn: role.arn,
      // The call is written in the machine; nothing of the event decides about it.
      input: "{}",
    });
    role.outlives(target);
    this.#watch(props.alarms);
  }

  #addMachine(service: EcsService): SfnStateMachine {
    const { id, region, partition } = awsAccount(this);
    const name = physicalName(this, "state-machine");
    const role = redeployRole(this, "role", name, `arn:${partition}:states:${region}:${id}:stateMachine:${name}`);
    this.#mayRedeploy(role, service);
    const machine = new SfnStateMachine(this, "Default", {
      name,
      roleArn: role.arn,
      definition: plainJson({
        Comment: "Starts new tasks of one service, which read the values they have injected again",
        StartAt: "Redeploy",
        States: {
          Redeploy: {
            Type: "Task",
            Resource: `arn:${partition}:states:::aws-sdk:ecs:updateService`,
            Parameters: { Cluster: service.cluster, Service: service.name, ForceNewDeployment: true },
            Retry: [{ ErrorEquals: ["States.ALL"], ...RETRY }],
            // The answer lists the service's last hundred events and is of no use.
            ResultPath: null,
            End: true,
          },
        },
      }),
    });
    role.outlives(machine);
    return machine;
  }

  #mayRedeploy(role: RedeployRole, service: EcsService): void {
    role.allow({
      sid: "Redeploy",
      actions: ["ecs:UpdateService"],
      resources: [service.id],
      reason: "new tasks read the changed value",
    });
  }

  #startingRole(): EventsRole {
    const role = eventsRole(this, "events-role", pathName(this, "events"), this.rule.arn, "redeploy one service");
    role.allow({
      sid: "StartRedeployment",
      actions: ["states:StartExecution"],
      resources: [this.machine.arn],
      reason: "a changed value starts the redeployment of the service that has it injected",
    });
    return role;
  }

  #watch(alarms: Alarms): void {
    new Alarm(this, "failed", {
      alarms,
      effect: "A service goes on with an old password, key or token: it could not be redeployed after a change",
      firstAction: "redeploy it by hand: stowage rotate",
      runbook: "redeployment-failed",
      when: {
        namespace: "AWS/States",
        metricName: "ExecutionsFailed",
        dimensions: { StateMachineArn: this.machine.arn },
        statistic: "Sum",
      },
      is: ">=",
      threshold: 1,
      periodSeconds: 300,
      periods: 1,
    });
  }
}
