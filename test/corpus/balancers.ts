import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import type { TerraformStack } from "cdktf";
import { balancedParts } from "./balanced-parts";
import { type BrokenSystem, built, tampered } from "./broken-system";
import type { Tampering } from "./tampering";

const balanced = (
  pitfall: string | undefined,
  code: string,
  title: string,
  tamper: (file: Tampering) => void,
): BrokenSystem => tampered(pitfall, code, title, tamper, (stack: TerraformStack) => void balancedParts(stack));

/** Section 10: load balancers. */
export const BALANCERS: readonly BrokenSystem[] = [
  built("10.1", "name-length", "a target group with a name of 33 characters", ({ stack, network }) => {
    new LbTargetGroup(stack, "group", {
      name: "a".repeat(33),
      port: 80,
      protocol: "HTTP",
      vpcId: network.id,
      deregistrationDelay: "20",
    });
  }),
  balanced("10.1", "replaced-name-held", "a fixed name that the old target group still has", (file) => {
    file.one("aws_lb_target_group").lifecycle = { create_before_destroy: true };
  }),
  balanced("10.2", "order-listener", "a service that is created before its listener rule", (file) => {
    file.detach("aws_ecs_service", "aws_lb_listener");
  }),
  balanced("10.2", "reach-unattached-target-group", "a target group that no listener uses", (file) => {
    file.detach("aws_ecs_service", "aws_lb_listener_rule");
    file.remove("aws_lb_listener_rule");
  }),
  balanced("10.3", "reach-target-type", "IP targets for tasks that share their host's address", (file) => {
    file.one("aws_lb_target_group").target_type = "ip";
  }),
  balanced("10.3", "service-iam-role", "a role where ECS uses its own", (file) => {
    file.one("aws_ecs_service").iam_role = "ecsServiceRole";
  }),
  balanced("10.4", "draining-slow", "five minutes of draining per deployment", (file) => {
    delete file.one("aws_lb_target_group").deregistration_delay;
  }),
  balanced("10.5", "tls-policy-old", "a listener that takes TLS 1.0", (file) => {
    const listener = file.one("aws_lb_listener");
    listener.protocol = "HTTPS";
    listener.ssl_policy = "ELBSecurityPolicy-2016-08";
  }),
  balanced("10.6", "reach-balancer-zones", "a balancer in one zone", (file) => {
    const balancer = file.one("aws_lb");
    balancer.subnets = (balancer.subnets as string[]).slice(0, 1);
  }),
  balanced(undefined, "reach-target-container", "a port that the container does not map", (file) => {
    file.block("aws_ecs_service", "load_balancer").container_port = 4000;
  }),
  balanced(undefined, "reach-closed-path", "a listener that nobody is let in to", (file) => {
    file.one("aws_lb_listener").port = 8443;
  }),
  balanced(undefined, "listener-rule-priority", "two rules of one priority", (file) => {
    const rule = file.one("aws_lb_listener_rule");
    file.add("aws_lb_listener_rule", "again", { ...rule, "//": { metadata: { path: "test/again" } } });
  }),
  balanced(undefined, "load-balancer-listeners", "51 listeners on one balancer", (file) => {
    const listener = file.one("aws_lb_listener");
    for (let index = 1; index <= 50; index += 1) {
      file.add("aws_lb_listener", `more-${index}`, { ...listener, "//": { metadata: { path: `test/more-${index}` } } });
    }
  }),
];
