import { paginateDescribeNetworkInterfaces } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { DescribeSecretCommand } from "@aws-sdk/client-secrets-manager";
import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { AdoptionClients } from "./clients";
import { all, describeEc2, type Ec2Kind, tagFilters } from "./ec2-things";
import { ruleIds } from "./security-group-rules";
import { findTagged } from "./tagged-things";
import { nameInArn, type Tags, type Values } from "./thing";
import { mountTarget } from "./vpc-contents";

interface Lookup {
  /** What it is in an ARN, which says how a second one of it is removed. */
  readonly kind: string;
  /** The import ids of what looks exactly like the planned resource; none while what it hangs on is not known yet. */
  readonly find: (values: Values, clients: AdoptionClients) => Promise<string[]>;
}

/** Things of EC2 with all of the planned tags, and in the planned place. */
const ec2 = (kind: Ec2Kind, place?: readonly [argument: string, filter: string]): Lookup => ({
  kind,
  find: async ({ tags_all, ...values }, clients) => {
    const tags = tagsOf(tags_all);
    const where = place === undefined ? undefined : values[place[0]];
    if (Object.keys(tags).length === 0 || (place !== undefined && typeof where !== "string")) return [];
    const filters = [
      ...tagFilters(tags),
      ...(place === undefined ? [] : [{ Name: place[1], Values: [String(where)] }]),
    ];
    return (await describeEc2(kind, filters, clients.ec2)).map(({ id }) => id);
  },
});

/** Things of other services with all of the planned tags, by the part of the ARN that is the import id. */
const tagged = (kind: string, importId: (arn: string) => string): Lookup => ({
  kind,
  find: async ({ tags_all }, clients) => {
    const tags = tagsOf(tags_all);
    if (Object.keys(tags).length === 0) return [];
    const found = await findTagged(tags, clients);
    return found.filter((thing) => thing.kind === kind).map(({ id }) => importId(id));
  },
});

/** One that is asked for by arguments which have to be known. */
const asked = <Name extends string>(
  kind: string,
  names: readonly Name[],
  ask: (values: Record<Name, string>, clients: AdoptionClients) => Promise<readonly (string | undefined)[]>,
): Lookup => ({
  kind,
  find: async (values, clients) => {
    const known: Partial<Record<Name, string>> = {};
    for (const name of names) {
      const value = values[name];
      if (value === undefined || value === null || value === "") return [];
      known[name] = String(value);
    }
    const ids = await orNone(() => ask(known as Record<Name, string>, clients));
    return ids.filter((id): id is string => id !== undefined);
  },
});

const NAMESPACE = tagged("servicediscovery:namespace", nameInArn);

/** How a resource is found whose id AWS draws. */
const LOOKUPS: Readonly<Record<string, Lookup>> = {
  aws_acm_certificate: tagged("acm:certificate", (arn) => arn),
  // Its id follows from its names, but the provider waits two minutes for one that is not there.
  aws_ecs_service: asked("ecs:service", ["cluster", "name"], async ({ cluster, name }, { ecs }) => {
    const { services = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
    return services.some(({ status }) => status === "ACTIVE") ? [`${cluster.split("/").at(-1)}/${name}`] : [];
  }),
  aws_ecs_task_definition: asked("ecs:task-definition", ["family"], async ({ family }, { ecs }) => {
    const { taskDefinition } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: family }));
    return taskDefinition?.status === "ACTIVE" ? [taskDefinition.taskDefinitionArn] : [];
  }),
  aws_efs_access_point: tagged("elasticfilesystem:access-point", nameInArn),
  aws_efs_file_system: tagged("elasticfilesystem:file-system", nameInArn),
  aws_efs_mount_target: asked(
    "elasticfilesystem:mount-target",
    ["file_system_id", "subnet_id"],
    async ({ file_system_id, subnet_id }, clients) => {
      const Filters = [{ Name: "subnet-id", Values: [subnet_id] }];
      const interfaces = await all(
        paginateDescribeNetworkInterfaces({ client: clients.ec2 }, { Filters }),
        (page) => page.NetworkInterfaces,
      );
      return interfaces
        .flatMap(({ Description = "" }) => mountTarget(Description))
        .flatMap(({ id, on }) => (on === file_system_id ? [id] : []));
    },
  ),
  aws_eip: ec2("ec2:elastic-ip"),
  aws_instance: ec2("ec2:instance", ["subnet_id", "subnet-id"]),
  aws_internet_gateway: ec2("ec2:internet-gateway"),
  aws_launch_template: ec2("ec2:launch-template", ["name", "launch-template-name"]),
  aws_lb: asked("elasticloadbalancing:loadbalancer", ["name"], async ({ name }, { balancing }) => {
    const { LoadBalancers = [] } = await balancing.send(new DescribeLoadBalancersCommand({ Names: [name] }));
    return LoadBalancers.map(({ LoadBalancerArn }) => LoadBalancerArn);
  }),
  aws_lb_listener: asked(
    "elasticloadbalancing:listener",
    ["load_balancer_arn", "port"],
    async ({ load_balancer_arn: LoadBalancerArn, port }, { balancing }) => {
      const { Listeners = [] } = await balancing.send(new DescribeListenersCommand({ LoadBalancerArn }));
      return Listeners.flatMap(({ Port, ListenerArn }) => (String(Port) === port ? [ListenerArn] : []));
    },
  ),
  aws_lb_listener_rule: asked(
    "elasticloadbalancing:listener-rule",
    ["listener_arn", "priority"],
    async ({ listener_arn: ListenerArn, priority }, { balancing }) => {
      const { Rules = [] } = await balancing.send(new DescribeRulesCommand({ ListenerArn }));
      return Rules.flatMap(({ Priority, RuleArn }) => (Priority === priority ? [RuleArn] : []));
    },
  ),
  aws_lb_target_group: asked("elasticloadbalancing:targetgroup", ["name"], async ({ name }, { balancing }) => {
    const { TargetGroups = [] } = await balancing.send(new DescribeTargetGroupsCommand({ Names: [name] }));
    return TargetGroups.map(({ TargetGroupArn }) => TargetGroupArn);
  }),
  aws_nat_gateway: ec2("ec2:natgateway", ["subnet_id", "subnet-id"]),
  aws_route53_zone: tagged("route53:hostedzone", nameInArn),
  aws_route_table: ec2("ec2:route-table", ["vpc_id", "vpc-id"]),
  aws_secretsmanager_secret: asked("secretsmanager:secret", ["name"], async ({ name }, { secrets }) => {
    const { ARN, DeletedDate } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
    return DeletedDate === undefined ? [ARN] : [];
  }),
  aws_security_group: ec2("ec2:security-group", ["vpc_id", "vpc-id"]),
  aws_service_discovery_http_namespace: NAMESPACE,
  aws_service_discovery_private_dns_namespace: {
    kind: NAMESPACE.kind,
    find: async (values, clients) => {
      const { vpc } = values;
      if (typeof vpc !== "string") return [];
      return (await NAMESPACE.find(values, clients)).map((id) => `${id}:${vpc}`);
    },
  },
  aws_service_discovery_service: tagged("servicediscovery:service", nameInArn),
  aws_sqs_queue: asked("sqs:queue", ["name"], async ({ name }, { sqs }) => {
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: name }));
    return [QueueUrl];
  }),
  aws_subnet: ec2("ec2:subnet", ["vpc_id", "vpc-id"]),
  aws_vpc: ec2("ec2:vpc"),
  aws_vpc_endpoint: ec2("ec2:vpc-endpoint", ["vpc_id", "vpc-id"]),
  aws_vpc_security_group_egress_rule: {
    kind: "ec2:security-group-rule",
    find: (values, clients) => ruleIds(values, true, clients.ec2),
  },
  aws_vpc_security_group_ingress_rule: {
    kind: "ec2:security-group-rule",
    find: (values, clients) => ruleIds(values, false, clients.ec2),
  },
};

/** The lookup of a type, where its id can not be told from its arguments. */
export function lookupOf(type: string): Lookup | undefined {
  return LOOKUPS[type];
}

/** Every type that is looked up, and what its things are called in an ARN. */
export function lookedUpKinds(): readonly (readonly [type: string, kind: string])[] {
  return Object.entries(LOOKUPS).map(([type, { kind }]) => [type, kind] as const);
}

function tagsOf(value: unknown): Tags {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]));
}

/** What a service says of something that is not there. ECS calls everything that it does not like a ClientException. */
async function orNone<T>(look: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof Error && /NotFound|NonExistent|DoesNotExist|^ClientException$/.test(error.name)) return [];
    throw error;
  }
}
