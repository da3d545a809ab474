import type { EcsServiceLoadBalancer } from "@cdktf/provider-aws/lib/ecs-service";
import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import { AGENT_PORTS, type HostPorts } from "../ingress/host-access";
import { everybody } from "../ingress/load-balancer-rules";
import { TargetGroup, type TargetGroupProps } from "../ingress/target-group";
import type { Expose, LoadBalancerExposure, NetworkLoadBalancerExposure } from "./expose";
import { type Publication, published, type Task } from "./task";

/** What a service's exposure comes to. */
export interface Ingress {
  readonly targetGroup: TargetGroup | undefined;
  /** What the service comes after, and changes or goes before. */
  readonly after: readonly ITerraformDependable[];
  /** The `load_balancer` blocks of the service, and the grace that only they allow. */
  readonly settings: {
    readonly loadBalancer?: EcsServiceLoadBalancer[];
    readonly healthCheckGracePeriodSeconds?: number;
  };
}

/** How the container's port is mapped: behind a balancer to any port of the host, so that copies can share it. */
export function publicationOf(expose: Expose | undefined, connected: boolean): Publication {
  if (expose?.hostPort !== undefined) return { hostPort: expose.hostPort };
  if (expose?.networkLoadBalancer !== undefined)
    return { hostPort: 0, protocol: expose.protocol === "UDP" ? "udp" : "tcp" };
  return expose === undefined && !connected ? {} : { hostPort: 0 };
}

/**
 * Connects a service with what it is exposed on, and opens the firewalls in between: target group, rule or listener, and
 * exactly the ports that lead to its containers.
 */
export function connectIngress(service: Construct, task: Task, expose: Expose | undefined): Ingress {
  const container = published(task.layout.containers);
  if (expose === undefined || container?.port === undefined) return { targetGroup: undefined, after: [], settings: {} };
  if (expose.hostPort !== undefined) {
    const opening = openToCallers(service, task, expose.hostPort, expose.from ?? "0.0.0.0/0");
    return { targetGroup: undefined, after: opening === undefined ? [] : [opening], settings: {} };
  }
  const targetGroup = new TargetGroup(service, "targets", targetGroupProps(task, expose));
  if (expose.loadBalancer !== undefined) addRoute(service, targetGroup, expose);
  else addPort(service, targetGroup, expose);
  openToBalancer(service, task, expose, container.port);
  return {
    targetGroup,
    after: [],
    settings: {
      loadBalancer: [{ targetGroupArn: targetGroup.arn, containerName: container.name, containerPort: container.port }],
      healthCheckGracePeriodSeconds: expose.healthCheckGraceSeconds ?? 60,
    },
  };
}

function targetGroupProps(task: Task, expose: LoadBalancerExposure | NetworkLoadBalancerExposure): TargetGroupProps {
  const { healthCheck, deregistrationDelaySeconds } = expose;
  const common = {
    network: task.cluster.network,
    targetType: task.layout.networkMode === "awsvpc" ? ("ip" as const) : ("instance" as const),
    ...(healthCheck === undefined ? {} : { healthCheck }),
    ...(deregistrationDelaySeconds === undefined ? {} : { deregistrationDelaySeconds }),
  };
  if ("networkLoadBalancer" in expose) {
    const { healthCheckPath, healthCheckPort, protocol } = expose;
    return {
      ...common,
      protocol: protocol === "UDP" ? "UDP" : "TCP",
      ...(healthCheckPath === undefined ? {} : { healthCheckPath }),
      ...(healthCheckPort === undefined ? {} : { healthCheckPort }),
    };
  }
  const { healthCheckPath, stickiness, slowStartSeconds, algorithm, protocolVersion } = expose;
  return {
    ...common,
    protocol: "HTTP",
    healthCheckPath,
    ...(stickiness === undefined ? {} : { stickiness }),
    ...(slowStartSeconds === undefined ? {} : { slowStartSeconds }),
    ...(algorithm === undefined ? {} : { algorithm }),
    ...(protocolVersion === undefined ? {} : { protocolVersion }),
  };
}

function addRoute(service: Construct, targetGroup: TargetGroup, expose: LoadBalancerExposure): void {
  if (expose.unrouted === true) return;
  const { hosts, paths, headers, methods, query, sources, priority, signIn } = expose;
  expose.loadBalancer.addRoute(service, "route", {
    ...(hosts === undefined ? {} : { hosts }),
    ...(paths === undefined ? {} : { paths }),
    ...(headers === undefined ? {} : { headers }),
    ...(methods === undefined ? {} : { methods }),
    ...(query === undefined ? {} : { query }),
    ...(sources === undefined ? {} : { sources }),
    ...(priority === undefined ? {} : { priority }),
    ...(signIn === undefined ? {} : { signIn }),
    to: { targetGroup },
  });
}

function addPort(service: Construct, targets: TargetGroup, expose: NetworkLoadBalancerExposure): void {
  const { networkLoadBalancer: balancer, port } = expose;
  const from = expose.from ?? everybody(balancer.props);
  const protocol =
    expose.protocol === "TLS"
      ? { protocol: expose.protocol, certificate: expose.certificate }
      : { protocol: expose.protocol };
  balancer.addPort(service, "listener", { port, from, targets, ...protocol });
}

function openToCallers(service: Construct, task: Task, port: number, cidr: string): ITerraformDependable | undefined {
  return task.firewall?.open(service, "port", {
    from: port,
    to: port,
    protocol: "tcp",
    source: { cidr },
    reason: `${service.node.id}: published on port ${port} of the host`,
  });
}

/** A task with an address of its own opens its own port; others are reached through their host. */
function openToBalancer(
  service: Construct,
  task: Task,
  expose: LoadBalancerExposure | NetworkLoadBalancerExposure,
  port: number,
): void {
  const { networkMode } = task.layout;
  const overNetwork = "networkLoadBalancer" in expose ? expose : undefined;
  const balancer = overNetwork?.networkLoadBalancer ?? (expose as LoadBalancerExposure).loadBalancer;
  const protocol = overNetwork?.protocol === "UDP" ? ("udp" as const) : ("tcp" as const);
  const check = overNetwork?.healthCheckPort;
  const fixed: HostPorts[] = [
    { from: port, to: port, protocol },
    ...(check === undefined ? [] : [{ from: check, to: check, protocol: "tcp" as const }]),
  ];
  if (networkMode === "awsvpc") {
    fixed.forEach((ports, index) => {
      task.firewall?.open(service, index === 0 ? "from-balancer" : "check-from-balancer", {
        ...ports,
        source: { group: balancer.firewall },
        reason: `${balancer.node.id} reaches port ${ports.from} of the containers`,
      });
    });
  } else if (task.runOn.kind === "ec2") {
    const { runOn } = task;
    for (const ports of networkMode === "host" ? fixed : [AGENT_PORTS]) balancer.hosts.open(runOn, service, ports);
  }
}
