import { DescribeServicesCommand, type Service } from "@aws-sdk/client-ecs";
import type { Aws } from "./aws";
import type { EcsService } from "./deployment";
import { notDeployed } from "./refusal";

/**
 * A service as it is in AWS.
 * @param path what a refusal is about
 * @throws Refusal `not-deployed`
 */
export async function activeService(
  { cluster, name }: EcsService,
  { ecs }: Pick<Aws, "ecs">,
  path = "AWS",
): Promise<Service> {
  const { services: [found] = [] } = await ecs.send(new DescribeServicesCommand({ cluster, services: [name] }));
  if (found?.status === "ACTIVE") return found;
  throw notDeployed(path, `no active service ${name} in the cluster ${cluster}`);
}
