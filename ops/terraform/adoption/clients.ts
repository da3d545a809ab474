import { AutoScalingClient } from "@aws-sdk/client-auto-scaling";
import { EC2Client } from "@aws-sdk/client-ec2";
import { ECSClient } from "@aws-sdk/client-ecs";
import { ElasticLoadBalancingV2Client } from "@aws-sdk/client-elastic-load-balancing-v2";
import { ResourceGroupsTaggingAPIClient } from "@aws-sdk/client-resource-groups-tagging-api";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { SQSClient } from "@aws-sdk/client-sqs";

/** The clients that are asked what is there. */
export interface AdoptionClients {
  readonly autoScaling: AutoScalingClient;
  readonly balancing: ElasticLoadBalancingV2Client;
  readonly ec2: EC2Client;
  readonly ecs: ECSClient;
  readonly secrets: SecretsManagerClient;
  readonly sqs: SQSClient;
  /** Of the region, and of us-east-1 for what belongs to no region. */
  readonly tagging: readonly ResourceGroupsTaggingAPIClient[];
}

/** Where things without a region are listed. https://docs.aws.amazon.com/resourcegroupstagging/latest/APIReference/ */
const GLOBAL = "us-east-1";

export interface ClientSettings {
  readonly region: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** With the caller's own credentials and endpoint, unless told otherwise. */
export function adoptionClients(settings: ClientSettings): AdoptionClients {
  // Node 20 is among this project's own; what the SDK will need some day is no news here.
  process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";
  const regions = [...new Set([settings.region, GLOBAL])];
  return {
    autoScaling: new AutoScalingClient(settings),
    balancing: new ElasticLoadBalancingV2Client(settings),
    ec2: new EC2Client(settings),
    ecs: new ECSClient(settings),
    secrets: new SecretsManagerClient(settings),
    sqs: new SQSClient(settings),
    tagging: regions.map((region) => new ResourceGroupsTaggingAPIClient({ ...settings, region })),
  };
}
