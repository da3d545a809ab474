import type { Block, SynthesizedApp } from "./synthesized-app";
import type { SynthesizedStack } from "./synthesized-stack";

/** ARNs by the name of a resource, for policies that write them out instead of referring to the resource. */
const ARN_OF: Readonly<Record<string, readonly [argument: string, arn: (name: string) => string]>> = {
  aws_cloudwatch_log_group: ["name", (name) => arn("logs", `log-group:${name}`)],
  aws_dynamodb_table: ["name", (name) => arn("dynamodb", `table/${name}`)],
  aws_ecr_repository: ["name", (name) => arn("ecr", `repository/${name}`)],
  aws_ecs_cluster: ["name", (name) => arn("ecs", `cluster/${name}`)],
  aws_iam_role: ["name", (name) => `arn:<partition>:iam::<account>:role/${name}`],
  aws_s3_bucket: ["bucket", (name) => `arn:<partition>:s3:::${name}`],
  // AWS adds a hyphen and six characters
  aws_secretsmanager_secret: ["name", (name) => arn("secretsmanager", `secret:${name}-AbCdEf`)],
  aws_sfn_state_machine: ["name", (name) => arn("states", `stateMachine:${name}`)],
  aws_sns_topic: ["name", (name) => arn("sns", name)],
  aws_sqs_queue: ["name", (name) => arn("sqs", name)],
  aws_ssm_parameter: ["name", (name) => arn("ssm", `parameter/${name.replace(/^\//, "")}`)],
};

/** The texts under which policies may name a resource: its `arn` attribute, and the ARN that follows from its name. */
export function arnForms(app: SynthesizedApp, block: Block): string[] {
  const reference = `<${block.stack.name}/${block.address}.arn>`;
  const [argument, build] = ARN_OF[block.type] ?? [];
  const name = argument === undefined ? undefined : app.text(block, argument);
  return name === undefined || build === undefined ? [reference] : [reference, build(name)];
}

/** An ARN with partition, region and account written as `<partition>`, `<region>` and `<account>` where they are the stack's own. */
export function canonicalArn(app: SynthesizedApp, text: string, stack: SynthesizedStack): string {
  const canonical = app.canonical(text, stack);
  const parts = /^arn:([^:]*):([^:]*):([^:]*):([^:]*):(.*)$/s.exec(canonical);
  if (parts === null) return canonical;
  const [, partition, service, region, account, rest] = parts;
  return [
    "arn",
    partition?.startsWith("aws") === true ? "<partition>" : partition,
    service,
    region !== "" && region === stack.region ? "<region>" : region,
    account !== "" && account === stack.account ? "<account>" : account,
    rest,
  ].join(":");
}

function arn(service: string, rest: string): string {
  return `arn:<partition>:${service}:<region>:<account>:${rest}`;
}
