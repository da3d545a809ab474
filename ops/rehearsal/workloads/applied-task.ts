import { DescribeTaskDefinitionCommand, type TaskDefinition } from "@aws-sdk/client-ecs";
import { GetSecretValueCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { GetParametersCommand, SSMClient } from "@aws-sdk/client-ssm";
import type { AppliedSystem } from "../extensions";

/** Where a task is read from. */
export type TaskSource = Pick<AppliedSystem, "aws" | "url" | "region">;

/** A container as AWS has it after the apply: nothing in here comes from the program that synthesized it. */
export interface AppliedTask {
  readonly family: string;
  readonly executionRoleArn: string;
  readonly taskRoleArn: string;
  /** Entry point and command, as the image would be started. */
  readonly argv: readonly string[];
  readonly healthCheck: readonly string[];
  readonly containerPort: number | undefined;
  /** The environment ECS would give it: plain variables, and secrets with the values they have now. */
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
}

/** The access key under which a task's execution role signs, so that the emulator's log tells the roles apart. */
export function executionKey(family: string): string {
  return `EXECUTION-${family}`;
}

/** The access key under which a task's own role signs. */
export function taskKey(family: string): string {
  return `TASK-${family}`;
}

/** Reads a task definition back and resolves its secrets, signing as its execution role. */
export async function appliedTask(taskDefinitionArn: string, system: TaskSource): Promise<AppliedTask> {
  const { taskDefinition } = await system.aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: taskDefinitionArn }),
  );
  const [container] = taskDefinition?.containerDefinitions ?? [];
  if (taskDefinition === undefined || container === undefined) throw new Error(`${taskDefinitionArn} has no container`);
  const family = taskDefinition.family ?? "";
  const plain = (container.environment ?? []).map(({ name, value }) => [name ?? "", value ?? ""] as const);
  const resolve = secretResolver(family, system);
  const secret = await Promise.all(
    (container.secrets ?? []).map(async ({ name, valueFrom }) => [name ?? "", await resolve(valueFrom ?? "")] as const),
  );
  return {
    family,
    ...roles(taskDefinition),
    argv: [...(container.entryPoint ?? []), ...(container.command ?? [])],
    healthCheck: (container.healthCheck?.command ?? []).slice(1), // without the leading CMD
    containerPort: container.portMappings?.[0]?.containerPort,
    environment: Object.fromEntries([...plain, ...secret]),
    memoryMiB: container.memory ?? 0,
  };
}

function roles({ executionRoleArn, taskRoleArn, family }: TaskDefinition) {
  if (executionRoleArn === undefined || taskRoleArn === undefined) throw new Error(`${family} lacks a role`);
  return { executionRoleArn, taskRoleArn };
}

/** `<secret ARN>`, `<secret ARN>:key::` or `<parameter ARN>`, as ECS reads them. */
function secretResolver(family: string, { url, region }: TaskSource): (valueFrom: string) => Promise<string> {
  const settings = {
    endpoint: url,
    region,
    credentials: { accessKeyId: executionKey(family), secretAccessKey: "rehearsal" },
  };
  const secrets = new SecretsManagerClient(settings);
  const ssm = new SSMClient(settings);
  return async (valueFrom) => {
    const parts = valueFrom.split(":");
    if (parts[2] === "ssm") {
      const name = parts
        .slice(5)
        .join(":")
        .replace(/^parameter/, "");
      const { Parameters = [] } = await ssm.send(new GetParametersCommand({ Names: [name], WithDecryption: true }));
      const value = Parameters[0]?.Value;
      if (value === undefined) throw new Error(`${family}: there is no parameter ${name}`);
      return value;
    }
    const { SecretString = "" } = await secrets.send(
      new GetSecretValueCommand({ SecretId: parts.slice(0, 7).join(":") }),
    );
    const key = parts[7] ?? "";
    if (key === "") return SecretString;
    const value = (JSON.parse(SecretString) as Record<string, unknown>)[key];
    if (value === undefined) throw new Error(`${family}: the secret ${parts[6]} has no key ${key}`);
    return String(value);
  };
}
