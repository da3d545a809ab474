import { DescribeAddressesCommand, DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand, type Service } from "@aws-sdk/client-ecs";
import {
  DescribeListenersCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import type { AwsClients } from "../../ops/rehearsal/aws-clients";

/** How many requests were made at each of the two doors, and how many of them led to a running copy. */
export interface Counts {
  readonly asked: number;
  readonly answeredByAddress: number;
  readonly answeredByBalancer: number;
  /** Neither door led anywhere: whoever came was turned away, whatever DNS said. */
  readonly lost: number;
}

/** Each visit is some ten calls, which wait for Terraform's, and Terraform's for them. */
const PAUSE_MS = 500;

/**
 * Comes by all the time while something is done, at the fixed address and at the balancer, and counts. The emulator runs no
 * container and answers no request: a door leads to a running copy when everything on the way is there, as AWS has it.
 */
export async function countVisitors(aws: AwsClients, prefix: string, doing: () => Promise<void>): Promise<Counts> {
  const counts = { asked: 0, answeredByAddress: 0, answeredByBalancer: 0, lost: 0 };
  let done = false;
  const visiting = (async () => {
    while (!done) {
      const [address, balancer] = await Promise.all([leadsByAddress(aws, prefix), leadsByBalancer(aws, prefix)]);
      counts.asked++;
      if (address) counts.answeredByAddress++;
      if (balancer) counts.answeredByBalancer++;
      if (!(address || balancer)) counts.lost++;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  })();
  try {
    await doing();
  } finally {
    done = true;
    await visiting;
  }
  return counts;
}

/** The address is there, the hosts let everybody in on port 80, and the container of a running copy has that port. */
async function leadsByAddress(aws: AwsClients, prefix: string): Promise<boolean> {
  const service = await runningService(aws, prefix);
  if (service === undefined) return false;
  const [{ Addresses = [] }, { SecurityGroupRules = [] }, { taskDefinition }] = await Promise.all([
    aws.ec2.send(new DescribeAddressesCommand({})),
    aws.ec2.send(new DescribeSecurityGroupRulesCommand({})),
    aws.ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition: service.taskDefinition })),
  ]);
  const open = SecurityGroupRules.some(
    ({ IsEgress, CidrIpv4, FromPort, Tags = [] }) =>
      IsEgress === false && CidrIpv4 === "0.0.0.0/0" && FromPort === 80 && isOfStack(Tags, "app"),
  );
  const ports = (taskDefinition?.containerDefinitions ?? []).flatMap(({ portMappings = [] }) => portMappings);
  return Addresses.length > 0 && open && ports.some(({ hostPort }) => hostPort === 80);
}

/** A rule of a listener of the balancer forwards to the target group in which a running service registers its copies. */
async function leadsByBalancer(aws: AwsClients, prefix: string): Promise<boolean> {
  const { balancing } = aws;
  const service = await runningService(aws, prefix);
  const groups = (service?.loadBalancers ?? []).map(({ targetGroupArn }) => targetGroupArn);
  const { LoadBalancers = [] } = await balancing.send(new DescribeLoadBalancersCommand({}));
  for (const { LoadBalancerArn } of LoadBalancers) {
    const { Listeners = [] } = await balancing.send(new DescribeListenersCommand({ LoadBalancerArn }));
    for (const { ListenerArn } of Listeners) {
      const { Rules = [] } = await balancing
        .send(new DescribeRulesCommand({ ListenerArn }))
        .catch(() => ({ Rules: [] }));
      const targets = Rules.flatMap(({ Actions = [] }) => Actions).flatMap(({ TargetGroupArn, ForwardConfig }) => [
        TargetGroupArn,
        ...(ForwardConfig?.TargetGroups ?? []).map((group) => group.TargetGroupArn),
      ]);
      if (targets.some((target) => target !== undefined && groups.includes(target))) return true;
    }
  }
  return false;
}

async function runningService({ ecs }: AwsClients, prefix: string): Promise<Service | undefined> {
  // Before the first apply there is no cluster.
  const { services = [] } = await ecs
    .send(new DescribeServicesCommand({ cluster: `${prefix}-cluster`, services: [`${prefix}-backend`] }))
    .catch(() => ({ services: [] }));
  return services.find(({ status, runningCount = 0 }) => status === "ACTIVE" && runningCount > 0);
}

function isOfStack(tags: readonly { readonly Key?: string; readonly Value?: string }[], stack: string): boolean {
  return tags.some(({ Key, Value }) => Key === "stowage:stack" && Value === stack);
}
