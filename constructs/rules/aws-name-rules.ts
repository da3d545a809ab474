/**
 * What AWS accepts as a name, per kind of resource.
 *
 * Lengths and alphabets come from the service models of botocore 1.43.11 (the same text as the API references linked
 * below), read 2026-11-20, except where a comment says otherwise.
 */
export interface NameRule {
  /** What the thing is called in a sentence. */
  readonly label: string;
  readonly min: number;
  readonly max: number;
  /** Matches one admitted character. */
  readonly alphabet: RegExp;
  /** The alphabet in words. */
  readonly characters: string;
  readonly forms?: readonly NameForm[];
  readonly source: string;
}

/** A condition on the whole name; `reserved` conditions concern prefixes and suffixes AWS keeps for itself. */
export interface NameForm {
  readonly kind: "form" | "reserved";
  readonly holds: (name: string) => boolean;
  readonly expected: string;
}

const API = "https://docs.aws.amazon.com";
const ECS_API = `${API}/AmazonECS/latest/APIReference`;
const IAM_QUOTAS = `${API}/IAM/latest/UserGuide/reference_iam-quotas.html`;
const EC2_API = `${API}/AWSEC2/latest/APIReference`;
const S3_RULES = `${API}/AmazonS3/latest/userguide/bucketnamingrules.html`;

const form = (pattern: RegExp, expected: string): NameForm => ({
  kind: "form",
  holds: (name) => pattern.test(name),
  expected,
});
const reserved = (pattern: RegExp, expected: string): NameForm => ({
  kind: "reserved",
  holds: (name) => !pattern.test(name),
  expected,
});

const NO_EDGE_HYPHEN = form(/^[^-](.*[^-])?$/s, "no hyphen at either end");
const FIFO_SUFFIX = form(/^[^.]*(\.fifo)?$/, "no dot, except the ending .fifo");
const WORD = { alphabet: /[A-Za-z0-9_-]/, characters: "letters, digits, _ and -" };
const IAM = { alphabet: /[\w+=,.@-]/, characters: "letters, digits and _+=,.@-" };
const HYPHENATED = { alphabet: /[A-Za-z0-9-]/, characters: "letters, digits and -" };

const ecsName = (label: string, call: string): NameRule => ({
  label,
  min: 1,
  max: 255,
  ...WORD,
  source: `${ECS_API}/${call}`,
});

export const NAME_RULES = {
  "load-balancer": {
    label: "load balancer",
    min: 1,
    max: 32,
    ...HYPHENATED,
    forms: [NO_EDGE_HYPHEN, reserved(/^internal-/, "not the prefix internal-")],
    source: `${API}/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html`,
  },
  "target-group": {
    label: "target group",
    min: 1,
    max: 32,
    ...HYPHENATED,
    forms: [NO_EDGE_HYPHEN],
    source: `${API}/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html`,
  },
  "iam-role": { label: "IAM role", min: 1, max: 64, ...IAM, source: IAM_QUOTAS },
  "iam-instance-profile": { label: "instance profile", min: 1, max: 128, ...IAM, source: IAM_QUOTAS },
  "iam-policy": { label: "IAM policy", min: 1, max: 128, ...IAM, source: IAM_QUOTAS },
  "ecs-cluster": ecsName("ECS cluster", "API_CreateCluster.html"),
  "ecs-service": ecsName("ECS service", "API_CreateService.html"),
  "ecs-family": ecsName("task definition family", "API_RegisterTaskDefinition.html"),
  "ecs-container": ecsName("container", "API_ContainerDefinition.html"),
  "ecs-port-mapping": {
    label: "port mapping",
    min: 1,
    max: 64,
    alphabet: /[a-z0-9_-]/,
    characters: "lower-case letters, digits, _ and -",
    forms: [form(/^[^-]/, "no hyphen at the beginning")],
    source: `${ECS_API}/API_PortMapping.html`,
  },
  "ecs-capacity-provider": {
    ...ecsName("capacity provider", "API_CreateCapacityProvider.html"),
    forms: [reserved(/^(aws|ecs|fargate)/i, "not a prefix aws, ecs or fargate")],
  },
  "log-group": {
    label: "log group",
    min: 1,
    max: 512,
    alphabet: /[A-Za-z0-9._/#-]/,
    characters: "letters, digits and ._/#-",
    forms: [reserved(/^aws\//, "not the prefix aws/")],
    source: `${API}/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html`,
  },
  "sqs-queue": {
    label: "queue",
    min: 1,
    max: 80,
    alphabet: /[A-Za-z0-9_.-]/,
    characters: "letters, digits, _ and -, ending .fifo for a FIFO queue",
    forms: [FIFO_SUFFIX],
    source: `${API}/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html`,
  },
  "sns-topic": {
    label: "topic",
    min: 1,
    max: 256,
    alphabet: /[A-Za-z0-9_.-]/,
    characters: "letters, digits, _ and -, ending .fifo for a FIFO topic",
    forms: [FIFO_SUFFIX],
    source: `${API}/sns/latest/api/API_CreateTopic.html`,
  },
  "ecr-repository": {
    label: "image repository",
    min: 2,
    max: 256,
    alphabet: /[a-z0-9._/-]/,
    characters: "lower-case letters, digits and ._/-",
    forms: [
      form(/^[a-z]/, "a letter at the beginning"),
      // one separator between words: a dot, one or two underscores, or hyphens
      form(/^[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|__?|-+)[a-z0-9]+)*)*$/, "words between separators"),
    ],
    source: `${API}/AmazonECR/latest/APIReference/API_CreateRepository.html`,
  },
  secret: {
    label: "secret",
    min: 1,
    max: 512,
    alphabet: /[A-Za-z0-9/_+=.@-]/,
    characters: "letters, digits and /_+=.@-",
    // AWS advises against an ending of a hyphen and six characters (it makes partial ARNs ambiguous) but takes it, and
    // db-reader is such a name; constructs refer to secrets by their whole ARN, so nothing is refused here
    source: `${API}/secretsmanager/latest/apireference/API_CreateSecret.html`,
  },
  "ssm-parameter": {
    label: "parameter",
    min: 1,
    max: 1011,
    alphabet: /[A-Za-z0-9_./-]/,
    characters: "letters, digits and _./-",
    forms: [
      reserved(/^\/?(aws|ssm)/i, "not a prefix aws or ssm"),
      form(/^(\/?[^/]+){1,15}$/, "at most 15 levels between slashes"),
    ],
    source: `${API}/systems-manager/latest/APIReference/API_PutParameter.html`,
  },
  "s3-bucket": {
    label: "bucket",
    min: 3,
    max: 63,
    alphabet: /[a-z0-9.-]/,
    characters: "lower-case letters, digits, . and -",
    forms: [
      form(/^[a-z0-9](.*[a-z0-9])?$/s, "a letter or digit at both ends"),
      form(/^(?!.*\.\.)/s, "no two dots in a row"),
      form(/^(?!\d+\.\d+\.\d+\.\d+$)/, "not the form of an IP address"),
      reserved(/^(xn--|sthree-|amzn-s3-demo-)/, "not a prefix xn--, sthree- or amzn-s3-demo-"),
      reserved(/(-s3alias|--ol-s3|\.mrap|--x-s3)$/, "not an ending -s3alias, --ol-s3, .mrap or --x-s3"),
    ],
    source: S3_RULES,
  },
  "launch-template": {
    label: "launch template",
    min: 3,
    max: 128,
    alphabet: /[a-zA-Z0-9()./_-]/,
    characters: "letters, digits and ()./_-",
    source: `${EC2_API}/API_CreateLaunchTemplate.html`,
  },
  "security-group": {
    label: "security group",
    min: 1,
    max: 255,
    alphabet: /[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/,
    characters: "letters, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
    forms: [reserved(/^sg-/, "not the prefix sg-")],
    source: `${EC2_API}/API_CreateSecurityGroup.html`,
  },
  "auto-scaling-group": {
    label: "Auto Scaling group",
    min: 1,
    max: 255,
    alphabet: /[^:]/,
    characters: "anything but a colon",
    source: `${API}/autoscaling/ec2/APIReference/API_CreateAutoScalingGroup.html`,
  },
  "events-rule": {
    label: "EventBridge rule",
    min: 1,
    max: 64,
    alphabet: /[A-Za-z0-9._-]/,
    characters: "letters, digits, ., _ and -",
    source: `${API}/eventbridge/latest/APIReference/API_PutRule.html`,
  },
  "state-machine": {
    label: "state machine",
    min: 1,
    max: 80,
    ...WORD,
    source: `${API}/step-functions/latest/apireference/API_CreateStateMachine.html`,
  },
  schedule: {
    label: "schedule",
    min: 1,
    max: 64,
    alphabet: /[0-9a-zA-Z_.-]/,
    characters: "letters, digits, -, _ and .",
    source: `${API}/scheduler/latest/APIReference/API_CreateSchedule.html`,
  },
  "rds-instance": {
    label: "database instance",
    min: 1,
    max: 63,
    ...HYPHENATED,
    forms: [form(/^[A-Za-z]/, "a letter at the beginning"), form(/^(?!.*--)(?!.*-$)/s, "no -- and no - at the end")],
    source: `${API}/AmazonRDS/latest/APIReference/API_CreateDBInstance.html`,
  },
  "dynamodb-table": {
    label: "table",
    min: 3,
    max: 255,
    alphabet: /[A-Za-z0-9_.-]/,
    characters: "letters, digits, _, - and .",
    source: `${API}/amazondynamodb/latest/APIReference/API_CreateTable.html`,
  },
  "kms-alias": {
    label: "KMS alias",
    min: 1,
    max: 256,
    alphabet: /[a-zA-Z0-9:/_-]/,
    characters: "letters, digits and :/_-",
    forms: [form(/^alias\/./, "the prefix alias/"), reserved(/^alias\/aws\//, "not the prefix alias/aws/")],
    source: `${API}/kms/latest/APIReference/API_CreateAlias.html`,
  },
  "cloudwatch-alarm": {
    label: "alarm",
    min: 1,
    max: 255,
    alphabet: /[^\p{Cc}]/u,
    characters: "anything but control characters",
    source: `${API}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  },
  "cloudwatch-dashboard": {
    label: "dashboard",
    min: 1,
    max: 255,
    ...WORD,
    source: `${API}/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html`,
  },
  "scaling-policy": {
    label: "scaling policy",
    min: 1,
    max: 256,
    alphabet: /[^\p{C}]/u,
    characters: "printable characters",
    source: `${API}/autoscaling/application/APIReference/API_PutScalingPolicy.html`,
  },
  "scheduled-scaling": {
    label: "scheduled scaling action",
    min: 1,
    max: 256,
    alphabet: /[^\p{Cc}:/|]/u,
    characters: "anything but control characters and :/|",
    forms: [form(/^[^ ](.*[^ ])?$/s, "no space at either end")],
    source: `${API}/autoscaling/application/APIReference/API_PutScheduledAction.html`,
  },
  "discovery-namespace": {
    label: "namespace of Cloud Map",
    min: 1,
    max: 1024,
    alphabet: /[!-~]/,
    characters: "visible ASCII",
    forms: [reserved(/^arn:/, "not the prefix arn:")],
    source: `${API}/cloud-map/latest/api/API_CreateHttpNamespace.html`,
  },
  "discovery-service": {
    label: "service of Cloud Map",
    min: 1,
    max: 127,
    alphabet: /[A-Za-z0-9_.-]/,
    characters: "letters, digits and _.-",
    source: `${API}/cloud-map/latest/api/API_CreateService.html`,
  },
  "rds-subnet-group": {
    label: "database subnet group",
    min: 1,
    max: 255,
    alphabet: /[a-z0-9 ._-]/,
    characters: "lower-case letters, digits, spaces and ._-",
    forms: [reserved(/^default$/, "not default")],
    source: `${API}/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html`,
  },
  "metric-filter": {
    label: "metric filter",
    min: 1,
    max: 512,
    alphabet: /[^:*]/,
    characters: "anything but : and *",
    source: `${API}/AmazonCloudWatchLogs/latest/APIReference/API_PutMetricFilter.html`,
  },
  "dns-name": {
    label: "DNS record or zone",
    min: 1,
    max: 255,
    alphabet: /[!-~]/,
    characters: "visible ASCII, other alphabets as Punycode,",
    source: `${API}/Route53/latest/DeveloperGuide/DomainNameFormat.html`,
  },
} as const satisfies Record<string, NameRule>;

/** The kinds of names `checkName` knows. */
export type NameKind = keyof typeof NAME_RULES;
