import { expect, test } from "vitest";
import type { NetworkLoadBalancer } from "../ingress/network-load-balancer";
import type { Expose, LoadBalancerExposure } from "./expose";

test("one way at a time: two at once do not compile", () => {
  const balancer = {} as LoadBalancerExposure["loadBalancer"];
  const network = {} as NetworkLoadBalancer;
  const ways: Expose[] = [
    { hostPort: 80 },
    { loadBalancer: balancer, healthCheckPath: "/", hosts: ["a.example.com"] },
    { loadBalancer: balancer, healthCheckPath: "/", unrouted: true },
    { networkLoadBalancer: network, port: 5432, protocol: "TCP" },
    // @ts-expect-error a host port and a load balancer
    { hostPort: 80, loadBalancer: balancer, healthCheckPath: "/" },
    // @ts-expect-error both kinds of balancer
    { loadBalancer: balancer, healthCheckPath: "/", networkLoadBalancer: network, port: 80, protocol: "TCP" },
    // @ts-expect-error a host port and a network load balancer
    { hostPort: 80, networkLoadBalancer: network, port: 80, protocol: "TCP" },
    // @ts-expect-error a load balancer without a health check
    { loadBalancer: balancer },
    // @ts-expect-error a grace without a balancer
    { hostPort: 80, healthCheckGraceSeconds: 60 },
    // @ts-expect-error TLS without a certificate
    { networkLoadBalancer: network, port: 443, protocol: "TLS" },
    // @ts-expect-error a condition on a service that has no route of its own
    { loadBalancer: balancer, healthCheckPath: "/", unrouted: true, hosts: ["a.example.com"] },
    // @ts-expect-error nothing at all
    {},
  ];
  expect(ways).toHaveLength(12);
});
