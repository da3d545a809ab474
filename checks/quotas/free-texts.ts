import type { NameKind, TextKind } from "../../constructs/rules/aws-names";

/** The rule of a field: one of free text, or one of names for what `NAMINGS` does not hold. */
export type FieldRule = { readonly text: TextKind } | { readonly name: NameKind } | { readonly prefixOf: NameKind };

/**
 * The fields of a type of resource, by their path: names of arguments and blocks joined by dots, lists left out. `|`
 * stands behind an argument that holds JSON, which is read.
 */
type Fields = Readonly<Record<string, FieldRule>>;

const description = (text: TextKind): Fields => ({ description: { text } });
const event: Fields = description("event-description");
const scaling: Fields = { name: { name: "scaling-policy" } };
const firewall: Fields = description("firewall-description");
const namespace: Fields = { ...description("namespace-description"), name: { name: "discovery-namespace" } };
const groupRule: Fields = description("security-group-rule-description");
const inlineRules: Fields = {
  "ingress.description": { text: "security-group-rule-description" },
  "egress.description": { text: "security-group-rule-description" },
};
const action = (block: string): Fields => ({ [`${block}.fixed_response.message_body`]: { text: "response-body" } });
const databaseGroup: Fields = description("database-description");

/** Every argument whose text people choose, with what AWS takes there. A test finds those that are missing. */
export const FREE_TEXTS: Readonly<Record<string, Fields>> = {
  aws_ami: description("image-description"),
  aws_appautoscaling_policy: scaling,
  aws_appautoscaling_scheduled_action: { name: { name: "scheduled-scaling" } },
  aws_autoscaling_group: { name_prefix: { prefixOf: "auto-scaling-group" } },
  aws_cloudwatch_composite_alarm: {
    alarm_description: { text: "alarm-description" },
    alarm_name: { name: "cloudwatch-alarm" },
  },
  aws_cloudwatch_dashboard: { dashboard_name: { name: "cloudwatch-dashboard" } },
  aws_cloudwatch_event_api_destination: event,
  aws_cloudwatch_event_archive: event,
  aws_cloudwatch_event_bus: event,
  aws_cloudwatch_event_connection: event,
  aws_cloudwatch_event_rule: { ...event, name_prefix: { prefixOf: "events-rule" } },
  aws_cloudwatch_event_target: {
    input: { text: "event-input" },
    "input_transformer.input_template": { text: "event-input" },
  },
  aws_cloudwatch_log_group: { name_prefix: { prefixOf: "log-group" } },
  aws_cloudwatch_log_metric_filter: { name: { name: "metric-filter" } },
  aws_cloudwatch_metric_alarm: { alarm_description: { text: "alarm-description" } },
  aws_db_option_group: { option_group_description: { text: "database-description" } },
  aws_db_parameter_group: databaseGroup,
  aws_db_subnet_group: {
    ...databaseGroup,
    name: { name: "rds-subnet-group" },
    name_prefix: { prefixOf: "rds-subnet-group" },
  },
  aws_default_security_group: inlineRules,
  aws_ecr_lifecycle_policy: { "policy|rules.description": { text: "lifecycle-description" } },
  aws_elasticache_parameter_group: databaseGroup,
  aws_elasticache_replication_group: databaseGroup,
  aws_elasticache_subnet_group: databaseGroup,
  aws_iam_instance_profile: { name_prefix: { prefixOf: "iam-instance-profile" } },
  aws_iam_policy: { ...description("iam-policy-description"), name_prefix: { prefixOf: "iam-policy" } },
  aws_iam_role: { ...description("iam-role-description"), name_prefix: { prefixOf: "iam-role" } },
  aws_iam_role_policy: { name: { name: "iam-policy" }, name_prefix: { prefixOf: "iam-policy" } },
  aws_kms_external_key: description("key-description"),
  aws_kms_key: description("key-description"),
  aws_kms_replica_key: description("key-description"),
  aws_lambda_alias: description("lambda-description"),
  aws_lambda_function: description("lambda-description"),
  aws_launch_template: {
    ...description("launch-template-description"),
    name_prefix: { prefixOf: "launch-template" },
    "network_interfaces.description": { text: "launch-template-description" },
  },
  // Terraform takes six characters here and makes a name of 32 of them.
  aws_lb: { name_prefix: { name: "load-balancer" } },
  aws_lb_listener: action("default_action"),
  aws_lb_listener_rule: action("action"),
  aws_lb_target_group: { name_prefix: { name: "target-group" } },
  aws_network_interface: description("launch-template-description"),
  aws_rds_cluster_parameter_group: databaseGroup,
  aws_route53_record: { name: { name: "dns-name" } },
  aws_route53_zone: { comment: { text: "zone-comment" }, name: { name: "dns-name" } },
  aws_scheduler_schedule: { ...description("schedule-description"), name_prefix: { prefixOf: "schedule" } },
  aws_scheduler_schedule_group: { name_prefix: { prefixOf: "schedule" } },
  aws_secretsmanager_secret: { ...description("secret-description"), name_prefix: { prefixOf: "secret" } },
  aws_security_group: {
    ...inlineRules,
    ...description("security-group-description"),
    name_prefix: { prefixOf: "security-group" },
  },
  aws_security_group_rule: groupRule,
  aws_service_discovery_http_namespace: namespace,
  aws_service_discovery_private_dns_namespace: namespace,
  aws_service_discovery_public_dns_namespace: namespace,
  aws_service_discovery_service: {
    ...description("namespace-description"),
    name: { name: "discovery-service" },
  },
  aws_sfn_state_machine: { name_prefix: { prefixOf: "state-machine" } },
  aws_sns_topic: { display_name: { text: "topic-display-name" }, name_prefix: { prefixOf: "sns-topic" } },
  aws_sqs_queue: { name_prefix: { prefixOf: "sqs-queue" } },
  aws_ssm_parameter: description("parameter-description"),
  aws_vpc_security_group_egress_rule: groupRule,
  aws_vpc_security_group_ingress_rule: groupRule,
  aws_wafv2_ip_set: firewall,
  aws_wafv2_regex_pattern_set: firewall,
  aws_wafv2_rule_group: firewall,
  aws_wafv2_web_acl: firewall,
};

/** Types of EC2 and Auto Scaling, whose tags take any printable character; all others take AWS's common alphabet. */
export const EC2_TAGS: ReadonlySet<string> = new Set([
  "aws_ami",
  "aws_autoscaling_group",
  "aws_customer_gateway",
  "aws_default_network_acl",
  "aws_default_route_table",
  "aws_default_security_group",
  "aws_default_vpc",
  "aws_ebs_snapshot",
  "aws_ebs_volume",
  "aws_egress_only_internet_gateway",
  "aws_eip",
  "aws_flow_log",
  "aws_instance",
  "aws_internet_gateway",
  "aws_key_pair",
  "aws_launch_template",
  "aws_nat_gateway",
  "aws_network_acl",
  "aws_network_interface",
  "aws_placement_group",
  "aws_route_table",
  "aws_security_group",
  "aws_subnet",
  "aws_vpc",
  "aws_vpc_dhcp_options",
  "aws_vpc_endpoint",
  "aws_vpc_security_group_egress_rule",
  "aws_vpc_security_group_ingress_rule",
]);
