import { DescribeLaunchTemplatesCommand, DescribeTagsCommand, type EC2Client, type Filter } from "@aws-sdk/client-ec2";
import { DescribeSecretCommand, type SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";

/** The clients that are asked for ids which AWS draws. */
export interface LookupClients {
  readonly ec2: EC2Client;
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
}

/** What EC2 calls the types whose resources are recognised by their tags. */
const TAGGED: Readonly<Record<string, string>> = {
  aws_eip: "elastic-ip",
  aws_instance: "instance",
  aws_internet_gateway: "internet-gateway",
  aws_nat_gateway: "natgateway",
  aws_route_table: "route-table",
  aws_security_group: "security-group",
  aws_subnet: "subnet",
  aws_vpc: "vpc",
  aws_vpc_endpoint: "vpc-endpoint",
  aws_vpc_security_group_egress_rule: "security-group-rule",
  aws_vpc_security_group_ingress_rule: "security-group-rule",
};

type Values = Readonly<Record<string, unknown>>;

/**
 * The ids of existing resources that look exactly like a planned one: the same name, or, for EC2's nameless ones, all
 * of the planned tags. More than one is more than anybody can decide from here.
 */
export async function findDrawnIds(type: string, values: Values, clients: LookupClients): Promise<string[]> {
  const { name } = values;
  if (type in TAGGED) {
    return findTagged(TAGGED[type] ?? "", values.tags_all, clients.ec2);
  }
  if (typeof name !== "string" || name === "") {
    return [];
  }
  switch (type) {
    case "aws_launch_template": {
      const filters: Filter[] = [{ Name: "launch-template-name", Values: [name] }];
      const { LaunchTemplates = [] } = await clients.ec2.send(new DescribeLaunchTemplatesCommand({ Filters: filters }));
      return LaunchTemplates.flatMap(({ LaunchTemplateId }) => LaunchTemplateId ?? []);
    }
    case "aws_secretsmanager_secret":
      return orNone(async () => (await clients.secrets.send(new DescribeSecretCommand({ SecretId: name }))).ARN);
    case "aws_sqs_queue":
      return orNone(async () => (await clients.sqs.send(new GetQueueUrlCommand({ QueueName: name }))).QueueUrl);
    default:
      return [];
  }
}

async function findTagged(resourceType: string, tags: unknown, ec2: EC2Client): Promise<string[]> {
  const wanted = Object.entries(typeof tags === "object" && tags !== null ? tags : {});
  if (wanted.length === 0) {
    return [];
  }
  const found = await Promise.all(
    wanted.map(async ([key, value]) => {
      const filters: Filter[] = [
        { Name: "resource-type", Values: [resourceType] },
        { Name: "key", Values: [key] },
        { Name: "value", Values: [String(value)] },
      ];
      const { Tags = [] } = await ec2.send(new DescribeTagsCommand({ Filters: filters }));
      return new Set(Tags.flatMap(({ ResourceId }) => ResourceId ?? []));
    }),
  );
  return [...(found[0] ?? [])].filter((id) => found.every((ids) => ids.has(id)));
}

async function orNone(look: () => Promise<string | undefined>): Promise<string[]> {
  try {
    const id = await look();
    return id === undefined ? [] : [id];
  } catch (error) {
    if (error instanceof Error && /NotFound|NonExistent|DoesNotExist/.test(error.name)) return [];
    throw error;
  }
}
