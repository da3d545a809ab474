import { ApplicationAutoScalingClient } from "@aws-sdk/client-application-auto-scaling";
import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { ECSClient } from "@aws-sdk/client-ecs";
import { SchedulerClient } from "@aws-sdk/client-scheduler";
import { SSMClient } from "@aws-sdk/client-ssm";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import type { Environment } from "../../environments/schema";
import { endWhenInterrupted } from "./interruption";
import { Refusal } from "./refusal";

/** One client per service that the commands talk to, all in the environment's region, with the caller's own credentials. */
export interface Aws {
  readonly applicationAutoScaling: ApplicationAutoScalingClient;
  readonly autoScaling: AutoScalingClient;
  readonly cloudWatch: CloudWatchClient;
  readonly ecs: ECSClient;
  readonly logs: CloudWatchLogsClient;
  readonly scheduler: SchedulerClient;
  readonly ssm: SSMClient;
}

/** AWS, and as whom it is talked to. */
export interface Connection {
  readonly aws: Aws;
  readonly region: string;
  /** The caller's account. */
  readonly account: string;
}

/**
 * Connects to an environment's region and finds out whose account that is, which needs no permission.
 * @param interrupted aborted by Ctrl-C: from then on no client begins another call
 * @throws Interrupted
 * @throws Refusal `wrong-account` where the environment names another account than the caller's
 */
export async function connect(
  { name, region, account }: Environment,
  interrupted: AbortSignal = new AbortController().signal,
): Promise<Connection> {
  // Node 20 is among this project's own; what the SDK will need some day is no news here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const sts = new STSClient({ region });
  const aws = clients(region);
  for (const client of [sts, ...Object.values(aws)]) endWhenInterrupted(client, interrupted);
  const caller = await sts.send(new GetCallerIdentityCommand({}));
  if (account !== undefined && caller.Account !== account) {
    throw new Refusal({
      code: "wrong-account",
      path: `environments/${name}.ts`,
      prop: "account",
      got: `credentials of ${caller.Account} (${caller.Arn})`,
      expected: `credentials of ${account}`,
      fix: "set AWS_PROFILE to a profile of that account",
    });
  }
  return { aws, region, account: caller.Account ?? "" };
}

function clients(region: string): Aws {
  return {
    applicationAutoScaling: new ApplicationAutoScalingClient({ region }),
    autoScaling: new AutoScalingClient({ region }),
    cloudWatch: new CloudWatchClient({ region }),
    ecs: new ECSClient({ region }),
    logs: new CloudWatchLogsClient({ region }),
    scheduler: new SchedulerClient({ region }),
    ssm: new SSMClient({ region }),
  };
}
