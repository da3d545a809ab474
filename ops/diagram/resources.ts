import type { CheckContext } from "../../checks/check-context";
import { blocksOf, objectOf } from "../../checks/cost/terraform-document";
import { everyTarget } from "../../checks/model/fleet-view";
import type { Block } from "../../checks/model/synthesized-app";
import { textOf } from "../../checks/model/synthesized-stack";
import { releasedRecord } from "../../constructs/security/released-parameters";
import type { DiagramNode, NodeKind } from "./diagram";
import { tierKey, withText } from "./network-boxes";

/** What tasks use, by resource type: how it is drawn, and what it is called. */
const DRAWN: Readonly<Record<string, readonly [kind: NodeKind, what: string]>> = {
  aws_db_instance: ["store", "database"],
  aws_dynamodb_table: ["store", "DynamoDB table"],
  aws_ecr_repository: ["repository", "image repository"],
  aws_efs_file_system: ["store", "file system"],
  aws_s3_bucket: ["store", "bucket"],
  aws_secretsmanager_secret: ["secret", "secret"],
  aws_sesv2_email_identity: ["mail", "mail sender"],
  aws_sns_topic: ["topic", "topic"],
  aws_sqs_queue: ["queue", "queue"],
  aws_ssm_parameter: ["secret", "parameter"],
};

/** Stores, queues, topics, secrets and image repositories; those in a network in their subnets. */
export function resourceNodes(context: CheckContext): DiagramNode[] {
  return Object.keys(DRAWN).flatMap((type) =>
    context.app.ofType(type).flatMap((block) => {
      // Terraform's own notes, which nothing in the picture uses.
      if (releasedRecord(context.app.text(block, "name") ?? "") !== undefined) return [];
      const box = tierKey(subnetsOf(context, block));
      return {
        key: resourceKey(block) ?? block.path,
        kind: DRAWN[type]?.[0] ?? "store",
        name: block.path,
        details: detailsOf(context, block),
        ...(box === undefined ? {} : { box }),
      };
    }),
  );
}

/** The node of a resource; undefined for what is not drawn. An access point is a way into its file system. */
export function resourceKey(block: Block): string | undefined {
  const drawn = DRAWN[block.type];
  return drawn === undefined ? undefined : `${drawn[0]} ${block.path}`;
}

/** The node of what a reference leads to, through access points and the secret that RDS keeps. */
export function usedKey({ app }: CheckContext, block: Block): string | undefined {
  const behind =
    block.type === "aws_efs_access_point" ? app.follow(block, "file_system_id", "aws_efs_file_system") : block;
  return behind === undefined ? undefined : resourceKey(behind);
}

function detailsOf({ app }: CheckContext, block: Block): string[] {
  const what = DRAWN[block.type]?.[1];
  if (block.type === "aws_db_instance")
    return withText(what, app.text(block, "engine"), app.text(block, "instance_class"));
  if (block.type !== "aws_sns_topic") return withText(what);
  const alarms = app
    .ofType("aws_cloudwatch_metric_alarm")
    .filter((alarm) => app.targets(alarm.body.alarm_actions, alarm.stack, "aws_sns_topic").includes(block));
  const subscribers = app
    .ofType("aws_sns_topic_subscription")
    .filter((it) => app.follow(it, "topic_arn", "aws_sns_topic") === block)
    // Who is told is nobody's business who looks at a picture.
    .map((it) => textOf(it.body.protocol) ?? "subscriber");
  return withText(
    what,
    alarms.length === 0 ? "" : `${alarms.length} ${alarms.length === 1 ? "alarm" : "alarms"}`,
    [...new Set(subscribers)].sort().join(" and "),
  );
}

function subnetsOf({ app }: CheckContext, block: Block): readonly Block[] | undefined {
  if (block.type === "aws_db_instance") {
    const group = app.follow(block, "db_subnet_group_name", "aws_db_subnet_group");
    return group && everyTarget(app, group, "subnet_ids", "aws_subnet");
  }
  if (block.type !== "aws_efs_file_system") return undefined;
  return app
    .ofType("aws_efs_mount_target")
    .filter((it) => app.follow(it, "file_system_id", "aws_efs_file_system") === block)
    .flatMap((it) => app.follow(it, "subnet_id", "aws_subnet") ?? []);
}

/** Where failed messages, events and starts of a block go. */
export function deadLetterQueue({ app }: CheckContext, block: Block): Block | undefined {
  const places = [
    block.body.redrive_policy,
    objectOf(blocksOf(block.body.dead_letter_config)[0]).arn,
    objectOf(blocksOf(objectOf(blocksOf(block.body.target)[0]).dead_letter_config)[0]).arn,
  ];
  return places.flatMap((place) => app.target(place, block.stack, "aws_sqs_queue") ?? [])[0];
}
