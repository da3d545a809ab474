import type { NameRule } from "./aws-name-rules";

/**
 * What AWS accepts as free text, per field: descriptions, comments, labels, tags.
 *
 * Lengths and alphabets come from the service models of botocore 1.43.11 and the API references linked below, read
 * 2026-11-27. A field without a documented alphabet has none here: only what AWS refuses is refused.
 */
export type TextRule = NameRule;

const API = "https://docs.aws.amazon.com";
const EC2_API = `${API}/AWSEC2/latest/APIReference`;

const ANY = { alphabet: /./su, characters: "any character" };
const EC2_TEXT = {
  alphabet: /[a-zA-Z0-9 ._\-:/()#,@[\]+=&;{}!$*]/,
  characters: "letters a to z, digits, spaces and ._-:/()#,@[]+=&;{}!$*",
};
/** @see https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html */
const TAG_TEXT = { alphabet: /[\p{L}\p{Z}\p{N}_.:/=+\-@]/u, characters: "letters, digits, spaces and _.:/=+-@" };
const NOT_AWS = {
  kind: "reserved" as const,
  holds: (text: string) => !/^aws:/i.test(text),
  expected: "not the prefix aws:",
};

const upTo = (max: number, label: string, source: string, min = 0): TextRule => ({ label, min, max, ...ANY, source });

export const TEXT_RULES = {
  "security-group-description": {
    label: "description of a security group",
    min: 1,
    max: 255,
    ...EC2_TEXT,
    source: `${EC2_API}/API_CreateSecurityGroup.html`,
  },
  "security-group-rule-description": {
    label: "description of a security group rule",
    min: 0,
    max: 255,
    ...EC2_TEXT,
    source: `${EC2_API}/API_IpRange.html`,
  },
  "launch-template-description": upTo(
    255,
    "description of a launch template",
    `${EC2_API}/API_CreateLaunchTemplate.html`,
  ),
  "image-description": upTo(255, "description of a machine image", `${EC2_API}/API_CreateImage.html`),
  "iam-role-description": {
    label: "description of an IAM role",
    min: 0,
    max: 1000,
    alphabet: /[\t\n\r\u0020-\u007E\u00A1-\u00FF]/,
    characters: "Latin letters, digits and punctuation (tab, line breaks, U+0020 to U+007E, U+00A1 to U+00FF)",
    source: `${API}/IAM/latest/APIReference/API_CreateRole.html`,
  },
  "iam-policy-description": upTo(
    1000,
    "description of an IAM policy",
    `${API}/IAM/latest/APIReference/API_CreatePolicy.html`,
  ),
  "alarm-description": upTo(
    1024,
    "description of an alarm",
    `${API}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html`,
  ),
  "event-description": upTo(
    512,
    "description of an EventBridge resource",
    `${API}/eventbridge/latest/APIReference/API_PutRule.html`,
  ),
  "event-input": upTo(8192, "input of a target", `${API}/eventbridge/latest/APIReference/API_Target.html`),
  "schedule-description": upTo(
    512,
    "description of a schedule",
    `${API}/scheduler/latest/APIReference/API_CreateSchedule.html`,
  ),
  "secret-description": upTo(
    2048,
    "description of a secret",
    `${API}/secretsmanager/latest/apireference/API_CreateSecret.html`,
  ),
  "parameter-description": upTo(
    1024,
    "description of a parameter",
    `${API}/systems-manager/latest/APIReference/API_PutParameter.html`,
  ),
  "topic-display-name": upTo(100, "display name of a topic", `${API}/sns/latest/dg/sns-create-topic.html`),
  "namespace-description": upTo(
    1024,
    "description of a namespace or service of Cloud Map",
    `${API}/cloud-map/latest/api/API_CreateHttpNamespace.html`,
  ),
  "zone-comment": upTo(256, "comment of a hosted zone", `${API}/Route53/latest/APIReference/API_HostedZoneConfig.html`),
  "key-description": upTo(8192, "description of a key", `${API}/kms/latest/APIReference/API_CreateKey.html`),
  "lambda-description": upTo(256, "description of a function", `${API}/lambda/latest/api/API_CreateFunction.html`),
  "firewall-description": {
    label: "description of a web ACL",
    min: 1,
    max: 256,
    alphabet: /[\w+=:#@/\-,.\s]/,
    characters: "letters a to z, digits, spaces and _+=:#@/-,.",
    forms: [
      {
        kind: "form",
        holds: (text) => /^\S.+\S$/s.test(text),
        expected: "3 characters or more, no space at either end,",
      },
    ],
    source: `${API}/waf/latest/APIReference/API_CreateWebACL.html`,
  },
  // RDS documents no length; it names printable characters only in its refusals.
  "database-description": {
    label: "description of a database group",
    min: 1,
    max: 255,
    alphabet: /[\u0020-\u007E]/,
    characters: "printable ASCII",
    source: `${API}/AmazonRDS/latest/APIReference/API_CreateDBSubnetGroup.html`,
  },
  "lifecycle-description": upTo(
    256,
    "description of a lifecycle rule",
    `${API}/AmazonECR/latest/userguide/lifecycle_policy_parameters.html`,
  ),
  "response-body": upTo(
    1024,
    "body of a fixed response",
    `${API}/elasticloadbalancing/latest/APIReference/API_FixedResponseActionConfig.html`,
  ),
  "tag-key": {
    label: "key of a tag",
    min: 1,
    max: 128,
    ...TAG_TEXT,
    forms: [NOT_AWS],
    source: `${API}/general/latest/gr/aws_tagging.html`,
  },
  "tag-value": {
    label: "value of a tag",
    min: 0,
    max: 256,
    ...TAG_TEXT,
    source: `${API}/general/latest/gr/aws_tagging.html`,
  },
  // Everything of EC2, and Auto Scaling groups, take any printable character.
  "ec2-tag-key": {
    label: "key of a tag",
    min: 1,
    max: 128,
    alphabet: /[^\p{Cc}]/u,
    characters: "anything but control characters",
    forms: [NOT_AWS],
    source: `${API}/AWSEC2/latest/UserGuide/Using_Tags.html`,
  },
  "ec2-tag-value": {
    label: "value of a tag",
    min: 0,
    max: 256,
    alphabet: /[^\p{Cc}]/u,
    characters: "anything but control characters",
    source: `${API}/AWSEC2/latest/UserGuide/Using_Tags.html`,
  },
} as const satisfies Record<string, TextRule>;

/** The fields whose text has a rule. */
export type TextKind = keyof typeof TEXT_RULES;
