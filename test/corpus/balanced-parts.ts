import type { TerraformStack } from "cdktf";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { Service } from "../../constructs/task/service";
import { oneBox } from "../support/one-box";
import { IMAGE, NOBODY } from "./sound-parts";

/** A service behind an Application Load Balancer, on hosts of their own. */
export interface BalancedParts extends ReturnType<typeof oneBox> {
  readonly balancer: LoadBalancer;
  readonly service: Service;
}

export function balancedParts(stack: TerraformStack): BalancedParts {
  const box = oneBox(stack, { fleet: { instanceType: "t3.small" } });
  const balancer = new LoadBalancer(stack, "balancer", {
    network: box.network,
    tls: { none: "a test: nobody listens" },
    alarms: NOBODY,
  });
  const service = new Service(stack, "web", {
    cluster: box.cluster,
    runOn: box.fleet,
    cpu: 128,
    memoryMiB: 128,
    container: { image: IMAGE, port: 3000 },
    expose: { loadBalancer: balancer, healthCheckPath: "/healthz" },
    alarms: NOBODY,
  });
  return { ...box, balancer, service };
}
