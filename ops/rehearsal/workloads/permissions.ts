import { readFile } from "node:fs/promises";
import { GetRolePolicyCommand } from "@aws-sdk/client-iam";
import { z } from "zod";
import { senderAddress } from "../../../workloads/shared/src/values";
import type { AppliedSystem } from "../extensions";
import { executionKey, taskKey } from "./applied-task";
import type { DrivenTasks } from "./drive";

/** One call that was made, in IAM's terms. */
interface Call {
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, string>>;
}

/**
 * Actions that no rehearsal can see, because the ECS agent makes the calls, and where AWS says that it needs them.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
 */
const MADE_BY_THE_AGENT = new Set([
  "ecr:GetAuthorizationToken",
  "ecr:BatchCheckLayerAvailability",
  "ecr:BatchGetImage",
  "ecr:GetDownloadUrlForLayer",
  "logs:CreateLogStream",
  "logs:PutLogEvents",
]);

const Entry = z.object({
  service: z.string(),
  action: z.string(),
  caller: z.string(),
  parameters: z.record(z.string(), z.unknown()),
});

/**
 * Proves least privilege on what was applied: the policies read back from AWS allow every call that the workloads made
 * and the same call on nobody else's resource, and grant no action that nobody made.
 * @returns how much was proved
 * @throws Error with everything that is wrong
 */
export async function provePermissions(tasks: DrivenTasks, system: AppliedSystem, requestLog: string): Promise<string> {
  const entries = (await readFile(requestLog, "utf8"))
    .trim()
    .split("\n")
    .map((line) => Entry.parse(JSON.parse(line)));
  const problems: string[] = [];
  let proved = 0;
  const readByAnybody = [...new Set(entries.filter(isRead).map(({ parameters }) => String(parameters.SecretId)))];
  for (const task of Object.values(tasks)) {
    const roles = [
      { arn: task.executionRoleArn, key: executionKey(task.family) },
      { arn: task.taskRoleArn, key: taskKey(task.family) },
    ];
    for (const { arn, key } of roles) {
      const calls = entries
        .filter(({ caller }) => caller === key)
        .map((entry) => inIamTerms(entry, task.environment, system));
      const policy = await permissionsOf(arn, system);
      for (const call of calls) {
        proved++;
        if (!(await allowed(call, arn, policy, system.account)))
          problems.push(`${arn} may not ${call.action} on ${call.resource}, which it does`);
        for (const other of [{ ...call, ...neighbour(call) }, ...colleagues(call, calls, readByAnybody)]) {
          if (await allowed(other, arn, policy, system.account))
            problems.push(`${arn} may ${other.action} on ${other.resource}, which is none of its business`);
        }
      }
      const made = new Set(calls.map(({ action }) => action));
      const unused = actionsOf(policy).filter((action) => !made.has(action) && !MADE_BY_THE_AGENT.has(action));
      if (unused.length > 0) problems.push(`${arn} may ${unused.join(", ")}, which nobody does`);
    }
  }
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `${proved} calls allowed, and denied on a neighbour's resource`;
}

function inIamTerms(
  entry: z.infer<typeof Entry>,
  environment: Readonly<Record<string, string>>,
  { account, region }: AppliedSystem,
): Call {
  const { service, action, parameters } = entry;
  if (service === "secretsmanager")
    return { action: `secretsmanager:${action}`, resource: String(parameters.SecretId), context: {} };
  if (action === "GetParameters") {
    const [name] = parameters.Names as string[];
    return { action: "ssm:GetParameters", resource: `arn:aws:ssm:${region}:${account}:parameter${name}`, context: {} };
  }
  if (service === "ses") {
    const from = senderAddress(environment.MAIL_FROM ?? "") ?? "";
    // SES judges a mail in MIME form by this name, whichever call hands it over.
    const resource = `arn:aws:ses:${region}:${account}:identity/${from.split("@")[1]}`;
    return { action: "ses:SendRawEmail", resource, context: { "ses:FromAddress": from } };
  }
  return { action: `${service}:${action}`, resource: "*", context: {} };
}

/** The same call on something of the same kind that belongs to another application. */
function neighbour({ action, resource, context }: Call): Pick<Call, "resource" | "context"> {
  const [before] = resource.match(/^.*[:/]/) ?? [""];
  const suffix = action.startsWith("secretsmanager:") ? "neighbour-AbCdEf" : "neighbour.example";
  return {
    resource: `${before}${suffix}`,
    context: Object.fromEntries(Object.keys(context).map((key) => [key, "someone@neighbour.example"])),
  };
}

const READ = "GetSecretValue";
const isRead = ({ service, action, caller }: z.infer<typeof Entry>) =>
  service === "secretsmanager" && action === READ && /^(EXECUTION|TASK)-/.test(caller);

/** The same call on what other tasks of this system read: the scraper may not have the notifier's credentials. */
function colleagues(call: Call, calls: readonly Call[], readByAnybody: readonly string[]): Call[] {
  if (call.action !== `secretsmanager:${READ}`) return [];
  const own = calls.filter(({ action }) => action === call.action).map(({ resource }) => resource);
  return readByAnybody.filter((resource) => !own.includes(resource)).map((resource) => ({ ...call, resource }));
}

interface Policy {
  readonly Statement: readonly { readonly Action: string | readonly string[] }[];
}

async function permissionsOf(roleArn: string, { aws }: AppliedSystem): Promise<Policy> {
  const RoleName = roleArn.split("/").at(-1);
  const found = await aws.iam
    .send(new GetRolePolicyCommand({ RoleName, PolicyName: "permissions" }))
    .catch(() => undefined);
  const text = found?.PolicyDocument;
  return text === undefined ? { Statement: [] } : (JSON.parse(decodeURIComponent(text)) as Policy);
}

function actionsOf({ Statement }: Policy): string[] {
  return Statement.flatMap(({ Action }) => (typeof Action === "string" ? [Action] : [...Action]));
}

/** Asks an IAM simulator; a development dependency, loaded only here. */
async function allowed(call: Call, principal: string, policy: Policy, accountId: string): Promise<boolean> {
  if (policy.Statement.length === 0) return false;
  const { runSimulation } = await import("@cloud-copilot/iam-simulate");
  const result = await runSimulation(
    {
      identityPolicies: [{ name: "permissions", policy: { Version: "2012-10-17", ...policy } }],
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      request: {
        action: call.action,
        principal,
        resource: { accountId, resource: call.resource },
        contextVariables: { ...call.context },
      },
    },
    {},
  );
  if (result.resultType === "error")
    throw new Error(`${call.action} on ${call.resource} cannot be judged: ${JSON.stringify(result)}`);
  return result.overallResult === "Allowed";
}
