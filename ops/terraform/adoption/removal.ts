import { nameInArn, type Thing } from "./thing";

interface Removal {
  /** What the thing is called in a sentence. */
  readonly noun: string;
  /** Commands of the AWS CLI, each without the region. */
  readonly commands: (thing: Thing) => readonly string[];
  /** Deleting it may delete data that nothing else holds. */
  readonly holdsData?: boolean;
}

const byId =
  (command: string) =>
  ({ id }: Thing) => [`${command} ${quoted(id)}`];
const byName =
  (command: string) =>
  ({ id }: Thing) => [`${command} ${quoted(nameInArn(id))}`];
const lastPart =
  (command: string) =>
  ({ id }: Thing) => [`${command} ${quoted(id.split("/").at(-1) ?? id)}`];

/**
 * How each kind of thing is removed, in the order in which it works: what uses something before what is used. One that
 * is missing here is named and left to its owner.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/delete-vpc.html
 */
const REMOVALS: Readonly<Record<string, Removal>> = {
  "ecs:service": {
    noun: "service",
    commands: ({ id }) => {
      const [cluster = "", service = ""] = nameInArn(id).split("/");
      return [`aws ecs delete-service --force --cluster ${quoted(cluster)} --service ${quoted(service)}`];
    },
  },
  "autoscaling:autoScalingGroup": {
    noun: "Auto Scaling group",
    commands: ({ id, on }) => [
      `aws autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name ${quoted(id.split("/").at(-1) ?? id)}`,
      ...(on === undefined ? [] : [`aws ec2 wait instance-terminated --instance-ids ${on}`]),
    ],
  },
  "ec2:instance": {
    noun: "instance",
    commands: ({ id }) => [
      `aws ec2 terminate-instances --instance-ids ${id}`,
      `aws ec2 wait instance-terminated --instance-ids ${id}`,
    ],
  },
  "elasticloadbalancing:listener-rule": {
    noun: "listener rule",
    commands: byId("aws elbv2 delete-rule --rule-arn"),
  },
  "elasticloadbalancing:listener": { noun: "listener", commands: byId("aws elbv2 delete-listener --listener-arn") },
  "elasticloadbalancing:loadbalancer": {
    noun: "load balancer",
    commands: ({ id }) => [
      `aws elbv2 delete-load-balancer --load-balancer-arn ${quoted(id)}`,
      `aws elbv2 wait load-balancers-deleted --load-balancer-arns ${quoted(id)}`,
    ],
  },
  "elasticloadbalancing:targetgroup": {
    noun: "target group",
    commands: byId("aws elbv2 delete-target-group --target-group-arn"),
  },
  "ec2:natgateway": {
    noun: "NAT gateway",
    commands: ({ id }) => [
      `aws ec2 delete-nat-gateway --nat-gateway-id ${id}`,
      `aws ec2 wait nat-gateway-deleted --nat-gateway-ids ${id}`,
    ],
  },
  "ec2:vpc-endpoint": { noun: "endpoint", commands: byId("aws ec2 delete-vpc-endpoints --vpc-endpoint-ids") },
  "elasticfilesystem:mount-target": {
    noun: "mount target",
    commands: byId("aws efs delete-mount-target --mount-target-id"),
  },
  "elasticfilesystem:access-point": {
    noun: "access point",
    commands: lastPart("aws efs delete-access-point --access-point-id"),
  },
  "elasticfilesystem:file-system": {
    noun: "file system",
    commands: lastPart("aws efs delete-file-system --file-system-id"),
    holdsData: true,
  },
  "rds:db": {
    noun: "database",
    commands: ({ id }) => {
      const name = nameInArn(id);
      return [
        `aws rds delete-db-instance --db-instance-identifier ${quoted(name)} --final-db-snapshot-identifier ${quoted(`${name}-last`)}`,
        `aws rds wait db-instance-deleted --db-instance-identifier ${quoted(name)}`,
      ];
    },
    holdsData: true,
  },
  "rds:subgrp": { noun: "subnet group", commands: byName("aws rds delete-db-subnet-group --db-subnet-group-name") },
  "rds:pg": {
    noun: "parameter group",
    commands: byName("aws rds delete-db-parameter-group --db-parameter-group-name"),
  },
  "ec2:elastic-ip": {
    noun: "Elastic IP",
    commands: ({ id, on }) => [
      ...(on === undefined ? [] : [`aws ec2 disassociate-address --association-id ${on}`]),
      `aws ec2 release-address --allocation-id ${id}`,
    ],
  },
  "ec2:network-interface": {
    noun: "network interface",
    commands: byId("aws ec2 delete-network-interface --network-interface-id"),
  },
  // before any group: two groups that name each other in their rules can not be deleted
  "ec2:security-group-rule": {
    noun: "rule of a security group",
    commands: ({ id, on, egress }) => [
      `aws ec2 revoke-security-group-${egress ? "egress" : "ingress"} --group-id ${on} --security-group-rule-ids ${id}`,
    ],
  },
  "ec2:security-group": { noun: "security group", commands: byId("aws ec2 delete-security-group --group-id") },
  "ec2:route-table": {
    noun: "route table",
    commands: ({ id, on = "" }) => [
      ...on
        .split(" ")
        .flatMap((one) => (one === "" ? [] : [`aws ec2 disassociate-route-table --association-id ${one}`])),
      `aws ec2 delete-route-table --route-table-id ${id}`,
    ],
  },
  "ec2:subnet": { noun: "subnet", commands: byId("aws ec2 delete-subnet --subnet-id") },
  "ec2:internet-gateway": {
    noun: "internet gateway",
    commands: ({ id, on }) => [
      ...(on === undefined ? [] : [`aws ec2 detach-internet-gateway --internet-gateway-id ${id} --vpc-id ${on}`]),
      `aws ec2 delete-internet-gateway --internet-gateway-id ${id}`,
    ],
  },
  "ec2:vpc": { noun: "VPC", commands: byId("aws ec2 delete-vpc --vpc-id") },
  "ec2:launch-template": {
    noun: "launch template",
    commands: byId("aws ec2 delete-launch-template --launch-template-id"),
  },
  "ecs:task-definition": {
    noun: "revision of a task definition",
    commands: byName("aws ecs deregister-task-definition --task-definition"),
  },
  "ecs:capacity-provider": {
    noun: "capacity provider",
    commands: byName("aws ecs delete-capacity-provider --capacity-provider"),
  },
  "ecs:cluster": { noun: "cluster", commands: byName("aws ecs delete-cluster --cluster") },
  "servicediscovery:service": {
    noun: "service of Cloud Map",
    commands: byName("aws servicediscovery delete-service --id"),
  },
  "servicediscovery:namespace": {
    noun: "namespace of Cloud Map",
    commands: byName("aws servicediscovery delete-namespace --id"),
  },
  "route53:hostedzone": { noun: "hosted zone", commands: byName("aws route53 delete-hosted-zone --id") },
  "acm:certificate": { noun: "certificate", commands: byId("aws acm delete-certificate --certificate-arn") },
  "cloudwatch:alarm": { noun: "alarm", commands: byName("aws cloudwatch delete-alarms --alarm-names") },
  "events:rule": {
    noun: "rule of EventBridge",
    commands: ({ id }) => {
      const name = quoted(nameInArn(id));
      const targets = `$(aws events list-targets-by-rule --rule ${name} --query Targets[].Id --output text)`;
      return [`aws events remove-targets --rule ${name} --ids ${targets}`, `aws events delete-rule --name ${name}`];
    },
  },
  "scheduler:schedule-group": {
    noun: "schedule group",
    commands: byName("aws scheduler delete-schedule-group --name"),
  },
  "sns:topic": {
    noun: "topic",
    commands: byId("aws sns delete-topic --topic-arn"),
  },
  "sqs:queue": {
    noun: "queue",
    commands: ({ id }) => {
      const url = `$(aws sqs get-queue-url --queue-name ${quoted(id.split(":").at(-1) ?? "")} --query QueueUrl --output text)`;
      return [`aws sqs delete-queue --queue-url ${url}`];
    },
    holdsData: true,
  },
  "ssm:parameter": {
    noun: "parameter",
    commands: ({ id }) => [`aws ssm delete-parameter --name ${quoted(parameterName(id))}`],
    holdsData: true,
  },
  "secretsmanager:secret": {
    noun: "secret",
    commands: byId("aws secretsmanager delete-secret --secret-id"),
    holdsData: true,
  },
  "kms:key": {
    noun: "key",
    commands: byId("aws kms schedule-key-deletion --pending-window-in-days 30 --key-id"),
    holdsData: true,
  },
  "logs:log-group": {
    noun: "log group",
    commands: byName("aws logs delete-log-group --log-group-name"),
    holdsData: true,
  },
  "ecr:repository": {
    noun: "repository",
    commands: byName("aws ecr delete-repository --repository-name"),
    holdsData: true,
  },
  "dynamodb:table": { noun: "table", commands: byName("aws dynamodb delete-table --table-name"), holdsData: true },
  "s3:bucket": {
    noun: "bucket",
    commands: ({ id }) => [`aws s3api delete-bucket --bucket ${quoted(id.split(":").at(-1) ?? "")}`],
    holdsData: true,
  },
};

/** What an address goes free with: NAT gateways and hosts that are removed before it. */
const HOLD_ADDRESSES = new Set(["ec2:natgateway", "ec2:instance", "autoscaling:autoScalingGroup"]);

const ORDER = Object.keys(REMOVALS);

/** Whether it is known how to remove such a thing. */
export function isRemovable(kind: string): boolean {
  return kind in REMOVALS;
}

/** What to type to remove these, in an order that works; for what has no command here, a comment that names it. */
export function removalLines(things: readonly Thing[], region: string): string[] {
  const rank = ({ kind }: Thing) => (isRemovable(kind) ? ORDER.indexOf(kind) : ORDER.length);
  const freed = things.some(({ kind }) => HOLD_ADDRESSES.has(kind));
  const bound = ({ on, ...thing }: Thing): Thing =>
    on === undefined || (freed && thing.kind === "ec2:elastic-ip") ? thing : { ...thing, on };
  return things
    .map(bound)
    .toSorted((a, b) => rank(a) - rank(b) || (a.id < b.id ? -1 : 1))
    .flatMap((thing) => {
      const removal = REMOVALS[thing.kind];
      const name = thing.name === undefined ? "" : ` ${thing.name}`;
      if (removal === undefined) return [`# ${thing.id}${name}: no command is known here, look at it yourself`];
      const data = removal.holdsData ? ", look first: it may hold data" : "";
      const commands = removal.commands(thing).map((command) => command.replaceAll("aws ", `aws --region ${region} `));
      return [`# ${removal.noun}${name}${data}`, ...commands];
    });
}

/** In single quotes where a shell would make something of it. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A parameter `/a/b` and a parameter `a` are `parameter/a/b` and `parameter/a` in their ARNs. */
function parameterName(arn: string): string {
  const name = nameInArn(arn);
  return name.includes("/") ? `/${name}` : name;
}
