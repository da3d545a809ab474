import type { NameKind } from "../../constructs/rules/aws-names";
import type { Block, SynthesizedApp } from "../model/synthesized-app";

/** How a type of resource is named, and within what the name must be unique. */
interface Naming {
  readonly argument: string;
  readonly kind: NameKind;
  /**
   * `world`: everybody's buckets share one space; `account`: whatever the region; `region`: per account and region; an
   * argument's name: within what that argument refers to.
   */
  readonly unique: "world" | "account" | "region" | { readonly within: string };
  readonly ignoreCase?: boolean;
}

const regional = (argument: string, kind: NameKind): Naming => ({ argument, kind, unique: "region" });

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html for the case of IAM names */
export const NAMINGS: Readonly<Record<string, Naming>> = {
  aws_autoscaling_group: regional("name", "auto-scaling-group"),
  aws_cloudwatch_event_rule: regional("name", "events-rule"),
  aws_cloudwatch_log_group: regional("name", "log-group"),
  aws_cloudwatch_metric_alarm: regional("alarm_name", "cloudwatch-alarm"),
  aws_db_instance: regional("identifier", "rds-instance"),
  aws_dynamodb_table: regional("name", "dynamodb-table"),
  aws_ecr_repository: regional("name", "ecr-repository"),
  aws_ecs_capacity_provider: regional("name", "ecs-capacity-provider"),
  aws_ecs_cluster: regional("name", "ecs-cluster"),
  aws_ecs_service: { argument: "name", kind: "ecs-service", unique: { within: "cluster" } },
  // Two definitions of one family would deregister each other's revisions.
  aws_ecs_task_definition: regional("family", "ecs-family"),
  aws_iam_instance_profile: { argument: "name", kind: "iam-instance-profile", unique: "account", ignoreCase: true },
  aws_iam_policy: { argument: "name", kind: "iam-policy", unique: "account", ignoreCase: true },
  aws_iam_role: { argument: "name", kind: "iam-role", unique: "account", ignoreCase: true },
  aws_kms_alias: regional("name", "kms-alias"),
  aws_launch_template: regional("name", "launch-template"),
  aws_lb: regional("name", "load-balancer"),
  aws_lb_target_group: regional("name", "target-group"),
  aws_s3_bucket: { argument: "bucket", kind: "s3-bucket", unique: "world" },
  aws_scheduler_schedule: { argument: "name", kind: "schedule", unique: { within: "group_name" } },
  aws_scheduler_schedule_group: regional("name", "schedule"),
  aws_secretsmanager_secret: regional("name", "secret"),
  aws_security_group: { argument: "name", kind: "security-group", unique: { within: "vpc_id" } },
  aws_sfn_state_machine: regional("name", "state-machine"),
  aws_sns_topic: regional("name", "sns-topic"),
  aws_sqs_queue: regional("name", "sqs-queue"),
  aws_ssm_parameter: regional("name", "ssm-parameter"),
};

/** The physical name of a resource, where it is known. */
export function physicalNameOf(app: SynthesizedApp, block: Block): string | undefined {
  const naming = NAMINGS[block.type];
  return naming === undefined ? undefined : app.text(block, naming.argument);
}

/** Equal for two resources exactly when AWS would take them for one. */
export function identityOf(app: SynthesizedApp, block: Block, name: string): string {
  const { unique, ignoreCase, argument } = NAMINGS[block.type]!;
  const { account = "", region = "" } = block.stack;
  const space = {
    world: () => "",
    account: () => account,
    region: () => `${account} ${region}`,
  };
  const place =
    typeof unique === "string"
      ? space[unique]()
      : `${account} ${region} ${app.canonical(String(block.body[unique.within] ?? ""), block.stack)}`;
  return `${block.type} ${argument} ${place} ${ignoreCase === true ? name.toLowerCase() : name}`;
}
