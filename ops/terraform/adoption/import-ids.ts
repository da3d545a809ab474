import type { Values } from "./thing";

/** The account and region that the resources are in, for the ids that contain them. */
export interface AwsPlace {
  readonly account: string;
  readonly region: string;
}

type ImportId = (values: Values, place: AwsPlace) => string | undefined;

/** The id is one argument. */
const argument =
  (name: string): ImportId =>
  (values) =>
    known(values[name]);

/** The id is several arguments with something between them; none while one of them is not known. */
const joined =
  (separator: string, ...names: readonly string[]): ImportId =>
  (values) => {
    const parts = names.map((name) => known(values[name]));
    return parts.includes(undefined) ? undefined : parts.join(separator);
  };

/**
 * The import id of each type whose id follows from its arguments, as the provider's documentation of the type gives it.
 * Types whose id AWS draws are looked up instead (lookups.ts); those that can not be adopted are in not-adopted.ts.
 *
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs
 */
const IMPORT_IDS: Readonly<Record<string, ImportId>> = {
  aws_appautoscaling_policy: joined("/", "service_namespace", "resource_id", "scalable_dimension", "name"),
  aws_appautoscaling_scheduled_action: joined("/", "service_namespace", "resource_id", "scalable_dimension", "name"),
  aws_appautoscaling_target: joined("/", "service_namespace", "resource_id", "scalable_dimension"),
  aws_autoscaling_group: argument("name"),
  aws_autoscaling_lifecycle_hook: joined("/", "autoscaling_group_name", "name"),
  aws_cloudwatch_composite_alarm: argument("alarm_name"),
  aws_cloudwatch_dashboard: argument("dashboard_name"),
  aws_cloudwatch_event_rule: argument("name"),
  aws_cloudwatch_event_target: joined("/", "rule", "target_id"),
  aws_cloudwatch_log_group: argument("name"),
  aws_cloudwatch_metric_alarm: argument("alarm_name"),
  aws_db_instance: argument("identifier"),
  aws_db_parameter_group: argument("name"),
  aws_db_subnet_group: argument("name"),
  aws_dynamodb_table: argument("name"),
  aws_ecr_lifecycle_policy: argument("repository"),
  aws_ecr_repository: argument("name"),
  aws_ecs_capacity_provider: argument("name"),
  aws_ecs_cluster: argument("name"),
  aws_ecs_cluster_capacity_providers: argument("cluster_name"),
  aws_efs_backup_policy: argument("file_system_id"),
  aws_efs_file_system_policy: argument("file_system_id"),
  aws_iam_instance_profile: argument("name"),
  aws_iam_policy: ({ name, path }, { account }) =>
    known(name) === undefined ? undefined : `arn:aws:iam::${account}:policy${known(path) ?? "/"}${name}`,
  aws_iam_openid_connect_provider: ({ url }, { account }) =>
    known(url) === undefined
      ? undefined
      : `arn:aws:iam::${account}:oidc-provider/${known(url)?.replace("https://", "")}`,
  aws_iam_role: argument("name"),
  aws_iam_role_policy: joined(":", "role", "name"),
  aws_iam_role_policy_attachment: joined("/", "role", "policy_arn"),
  aws_lb_listener_certificate: joined("_", "listener_arn", "certificate_arn"),
  aws_route: joined("_", "route_table_id", "destination_cidr_block"),
  aws_route53_record: ({ zone_id, name, type, set_identifier }) => {
    const parts = [zone_id, name, type].map(known);
    return parts.includes(undefined)
      ? undefined
      : [...parts, known(set_identifier)].filter((part) => part !== undefined).join("_");
  },
  aws_route_table_association: joined("/", "subnet_id", "route_table_id"),
  aws_s3_bucket: argument("bucket"),
  aws_s3_bucket_lifecycle_configuration: argument("bucket"),
  aws_s3_bucket_notification: argument("bucket"),
  aws_s3_bucket_ownership_controls: argument("bucket"),
  aws_s3_bucket_policy: argument("bucket"),
  aws_s3_bucket_public_access_block: argument("bucket"),
  aws_s3_bucket_server_side_encryption_configuration: argument("bucket"),
  aws_s3_bucket_versioning: argument("bucket"),
  aws_scheduler_schedule: joined("/", "group_name", "name"),
  aws_scheduler_schedule_group: argument("name"),
  aws_sfn_state_machine: ({ name }, { account, region }) =>
    known(name) === undefined ? undefined : `arn:aws:states:${region}:${account}:stateMachine:${name}`,
  aws_secretsmanager_secret_policy: argument("secret_arn"),
  aws_secretsmanager_secret_rotation: argument("secret_id"),
  aws_sns_topic: ({ name }, { account, region }) =>
    known(name) === undefined ? undefined : `arn:aws:sns:${region}:${account}:${name}`,
  aws_sns_topic_policy: argument("arn"),
  aws_sqs_queue_policy: argument("queue_url"),
  aws_ssm_parameter: argument("name"),
  aws_wafv2_web_acl_association: joined(",", "web_acl_arn", "resource_arn"),
};

/** The import id of a planned resource; `undefined` when it does not follow from its arguments, or not yet. */
export function importId(type: string, values: Values, place: AwsPlace): string | undefined {
  return IMPORT_IDS[type]?.(values, place);
}

/** Whether the import id of a type follows from its arguments. */
export function isDerivable(type: string): boolean {
  return type in IMPORT_IDS;
}

function known(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
