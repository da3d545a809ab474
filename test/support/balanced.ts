import type { Construct } from "constructs";
import type { Ec2FleetProps } from "../../constructs/cluster/ec2-fleet";
import { existingCertificate } from "../../constructs/ingress/certificate";
import { LoadBalancer, type LoadBalancerProps } from "../../constructs/ingress/load-balancer";
import type { NetworkProps } from "../../constructs/network/network";
import type { Expose, LoadBalancerExposure } from "../../constructs/task/expose";
import { Service, type ServiceProps } from "../../constructs/task/service";
import { oneBox } from "./one-box";

export const NOBODY = { none: "a test: nobody is on call" };
export const CERTIFICATE = existingCertificate("arn:aws:acm:eu-west-1:123456789012:certificate/one");

export interface Balanced extends ReturnType<typeof oneBox> {
  readonly balancer: LoadBalancer;
  /** A small web service on port 3000 of the fleet; what differs comes last. */
  service(id: string, changes?: Partial<ServiceProps>): Service;
  /** The same, exposed on the balancer. */
  web(id: string, route?: Partial<LoadBalancerExposure>, changes?: Partial<ServiceProps>): Service;
}

/** A box that may have two hosts, and a load balancer with TLS in front. */
export function balanced(
  scope: Construct,
  changes: {
    network?: Partial<NetworkProps>;
    fleet?: Partial<Ec2FleetProps>;
    balancer?: Partial<LoadBalancerProps>;
  } = {},
): Balanced {
  const box = oneBox(scope, { fleet: { max: 2, ...changes.fleet }, network: changes.network ?? {} });
  const balancer = new LoadBalancer(scope, "balancer", {
    network: box.network,
    tls: { certificate: CERTIFICATE },
    alarms: NOBODY,
    ...changes.balancer,
  });
  const service: Balanced["service"] = (id, rest = {}) =>
    new Service(scope, id, { ...smallService(box), ...rest } as ServiceProps);
  return {
    ...box,
    balancer,
    service,
    web: (id, route = {}, rest = {}) =>
      service(id, { expose: { loadBalancer: balancer, healthCheckPath: "/healthz", ...route } as Expose, ...rest }),
  };
}

function smallService({ cluster, fleet }: ReturnType<typeof oneBox>) {
  const container = { image: "nginx:1.27", port: 3000 };
  return { cluster, runOn: fleet, cpu: 128, memoryMiB: 128, container, alarms: NOBODY };
}
