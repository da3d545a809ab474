import type { LoadBalancer } from "../ingress/load-balancer";
import type { NetworkLoadBalancer, NetworkProtocol } from "../ingress/network-load-balancer";
import type { RouteMatch } from "../ingress/route-match";
import type { SignIn } from "../ingress/sign-in";
import type { HealthCheckTiming, Stickiness } from "../ingress/target-rules";

/** The port of the EC2 host, or in awsvpc mode of the task, open to callers. */
export interface HostPortExposure {
  /**
   * The port of the EC2 host that leads to the container, below 32768 and not one the agent keeps. One copy per host:
   * a deployment stops the old copy before it starts the new one, which is downtime.
   */
  readonly hostPort: number;
  /** IPv4 range that may connect. @default "0.0.0.0/0", the whole internet */
  readonly from?: string;
}

/** What both kinds of balancer need to know about the copies of a service. */
export interface BalancedExposure {
  readonly healthCheck?: HealthCheckTiming;
  /** Seconds after its start in which a copy's failed checks do not count, 0 or more. @default 60 */
  readonly healthCheckGraceSeconds?: number;
  /** Seconds that a stopping copy still gets the requests it has begun. @default 20 */
  readonly deregistrationDelaySeconds?: number;
}

/**
 * A route of an Application Load Balancer. With conditions, the requests that meet them; without, all that no other
 * route takes; `unrouted`, only what a weighted route of the balancer sends.
 * In bridge mode the copies listen on host ports that the agent picks, so several share a host and deployments overlap.
 */
export type LoadBalancerExposure = BalancedExposure & {
  readonly loadBalancer: LoadBalancer;
  /** Path that answers 2xx when the copy is well; the balancer asks it without signing in. */
  readonly healthCheckPath: string;
  /** A caller stays with one copy. @default - each request goes to any copy */
  readonly stickiness?: Stickiness;
  /** Seconds in which a new copy's share of requests grows to the full, 30 to 900. @default 0 */
  readonly slowStartSeconds?: number;
  /** @default "round_robin" */
  readonly algorithm?: "round_robin" | "least_outstanding_requests";
  /** What the container speaks. @default "HTTP1" */
  readonly protocolVersion?: "HTTP1" | "HTTP2" | "GRPC";
} & (
    | (RouteMatch & {
        /** Lower is tried first. @default - the order of declaration: 100, 200, 300 */
        readonly priority?: number;
        /** Sign-in at the balancer. @default - none */
        readonly signIn?: SignIn;
        readonly unrouted?: never;
      })
    | (Never<keyof RouteMatch | "priority" | "signIn"> & { readonly unrouted: true })
  );

/** A port of a Network Load Balancer. */
export type NetworkLoadBalancerExposure = BalancedExposure &
  NetworkProtocol & {
    readonly networkLoadBalancer: NetworkLoadBalancer;
    /** The port that callers use. */
    readonly port: number;
    /** IPv4 range that may connect. @default - the whole internet, or the VPC for an internal balancer */
    readonly from?: string;
    /** HTTP path to ask for. @default - a TCP connection must come up */
    readonly healthCheckPath?: string;
    /**
     * Port of the task for the health check, which never uses UDP: required for UDP, and for awsvpc or host mode only.
     * @default - the container's port
     */
    readonly healthCheckPort?: number;
  };

type Never<Keys extends PropertyKey> = { readonly [Key in Keys]?: never };

/** How a service's port is reached from outside: one way, or by leaving it out none. Two at once do not compile. */
export type Expose =
  | (HostPortExposure & Never<"loadBalancer" | "networkLoadBalancer">)
  | (LoadBalancerExposure & Never<"hostPort" | "networkLoadBalancer" | "port" | "protocol">)
  | (NetworkLoadBalancerExposure & Never<"hostPort" | "loadBalancer">);
