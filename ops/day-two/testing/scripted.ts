import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SSMClient } from "@aws-sdk/client-ssm";
import type { Aws } from "../aws";

/** An AWS that answers from a script, by the name of the action, and writes down what was asked of it. */
export interface Scripted {
  readonly aws: Aws;
  /** Actions in their order, those that only look left out. */
  readonly changes: readonly string[];
}

/** @param answers by action; an Error is thrown, an action that is not there is answered with nothing */
export function scripted(answers: Readonly<Record<string, object>>): Scripted {
  const changes: string[] = [];
  const answer =
    (_next: unknown, { commandName = "" }: { readonly commandName?: string }) =>
    async () => {
      const action = commandName.replace(/Command$/, "");
      if (!/^(Describe|Get|List|Filter)/.test(action)) changes.push(action);
      const given = answers[action] ?? {};
      if (given instanceof Error) throw given;
      return { output: { $metadata: {}, ...given }, response: {} };
    };
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const settings = { region: "eu-west-1" };
  const aws = {
    applicationAutoScaling: new ApplicationAutoScalingClient(settings),
    autoScaling: new AutoScalingClient(settings),
    cloudWatch: new CloudWatchClient(settings),
    ecs: new ECSClient(settings),
    logs: new CloudWatchLogsClient(settings),
    scheduler: new SchedulerClient(settings),
    ssm: new SSMClient(settings),
  };
  for (const { middlewareStack } of Object.values(aws)) {
    (middlewareStack as ECSClient["middlewareStack"]).add(answer as never, { step: "initialize", priority: "low" });
  }
  return { aws, changes };
}
