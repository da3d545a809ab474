import {
  DescribeListenersCommand,
  DescribeLoadBalancerAttributesCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTargetGroupsCommand,
} from "@aws-sdk/client-elastic-load-balancing-v2";
import { block, blocks, compared, type Reader, sorted, text } from "./comparison";

const loadBalancer: Reader = async ({ asked, state }, { balancing }) => {
  const LoadBalancerArn = text(state.arn);
  const { LoadBalancers: [found] = [] } = await balancing.send(
    new DescribeLoadBalancersCommand({ LoadBalancerArns: [LoadBalancerArn] }),
  );
  const { Attributes = [] } = await balancing.send(new DescribeLoadBalancerAttributesCommand({ LoadBalancerArn }));
  const attribute = (key: string) => Attributes.find(({ Key }) => Key === key)?.Value;
  return compared({
    name: [asked.name, found?.LoadBalancerName],
    type: [asked.load_balancer_type, found?.Type],
    // "internet-facing" is what AWS says where nothing was asked; the emulator says nothing.
    internal: [asked.internal, found?.Scheme === "internal"],
    subnets: [sorted(state.subnets), sorted(found?.AvailabilityZones?.map(({ SubnetId }) => SubnetId))],
    "security groups": [sorted(state.security_groups), sorted(found?.SecurityGroups)],
    "deletion protection": [asked.enable_deletion_protection, attribute("deletion_protection.enabled")],
    "idle timeout": [asked.idle_timeout, attribute("idle_timeout.timeout_seconds")],
  });
};

const listener: Reader = async ({ asked, state }, { balancing }) => {
  const { Listeners: [found] = [] } = await balancing.send(
    new DescribeListenersCommand({ ListenerArns: [text(state.arn)] }),
  );
  return compared({
    balancer: [state.load_balancer_arn, found?.LoadBalancerArn],
    port: [asked.port, found?.Port],
    protocol: [asked.protocol, found?.Protocol],
    certificate: [asked.certificate_arn, found?.Certificates?.[0]?.CertificateArn],
    "TLS policy": [asked.ssl_policy, found?.SslPolicy],
    otherwise: [blocks(asked.default_action).map(({ type }) => type), found?.DefaultActions?.map(({ Type }) => Type)],
  });
};

const listenerRule: Reader = async ({ asked, state }, { balancing }) => {
  const { Rules: [found] = [] } = await balancing.send(new DescribeRulesCommand({ RuleArns: [text(state.arn)] }));
  const values = (field: string) =>
    found?.Conditions?.find(({ Field }) => Field === field)?.[
      field === "host-header" ? "HostHeaderConfig" : "PathPatternConfig"
    ]?.Values;
  const wanted = (key: string) =>
    blocks(asked.condition).flatMap((condition) => (block(condition[key]).values as string[] | undefined) ?? []);
  const orNothing = (list: string[]) => (list.length === 0 ? undefined : sorted(list));
  return compared({
    priority: [asked.priority, found?.Priority],
    actions: [blocks(asked.action).map(({ type }) => type), found?.Actions?.map(({ Type }) => Type)],
    target: [
      blocks(state.action).flatMap(({ target_group_arn }) => text(target_group_arn) || []),
      found?.Actions?.flatMap(({ TargetGroupArn }) => TargetGroupArn ?? []),
    ],
    hosts: [orNothing(wanted("host_header")), sorted(values("host-header"))],
    paths: [orNothing(wanted("path_pattern")), sorted(values("path-pattern"))],
  });
};

const targetGroup: Reader = async ({ asked, state }, { balancing }) => {
  const { TargetGroups: [found] = [] } = await balancing.send(
    new DescribeTargetGroupsCommand({ TargetGroupArns: [text(state.arn)] }),
  );
  const health = block(asked.health_check);
  return compared({
    name: [asked.name, found?.TargetGroupName],
    protocol: [asked.protocol, found?.Protocol],
    port: [asked.port, found?.Port],
    targets: [asked.target_type, found?.TargetType],
    network: [state.vpc_id, found?.VpcId],
    "health check path": [health.path, found?.HealthCheckPath],
    "health check interval": [health.interval, found?.HealthCheckIntervalSeconds],
    "healthy after": [health.healthy_threshold, found?.HealthyThresholdCount],
    "unhealthy after": [health.unhealthy_threshold, found?.UnhealthyThresholdCount],
  });
};

export const balancingReaders: Readonly<Record<string, Reader>> = {
  aws_lb: loadBalancer,
  aws_lb_listener: listener,
  aws_lb_listener_rule: listenerRule,
  aws_lb_target_group: targetGroup,
};
