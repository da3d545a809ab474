import type { TerraformStack } from "cdktf";
import { type BrokenSystem, tampered } from "./broken-system";
import { soundParts } from "./sound-parts";

const behindNatInstance = (stack: TerraformStack) => void soundParts(stack, { network: { egress: "nat-instance" } });

/** Section 1 of the pitfalls: destroy and ordering. */
export const DESTROY: readonly BrokenSystem[] = [
  tampered("1.1", "destroy-hangs", "instances protected from scale-in", (file) => {
    file.one("aws_autoscaling_group").protect_from_scale_in = true;
  }),
  tampered("1.1", "destroy-hangs", "managed termination protection", (file) => {
    file.block("aws_ecs_capacity_provider", "auto_scaling_group_provider").managed_termination_protection = "ENABLED";
  }),
  tampered(
    "1.2",
    "order-cluster",
    "the cluster's name written out, so that nothing orders hosts and cluster",
    (file) => {
      file.rewrite("aws_launch_template", "user_data", /\$\{aws_ecs_cluster\.[^}]+\}/, "stowage-test-cluster");
      file.detach("aws_autoscaling_group", "aws_iam_role_policy"); // the role's policy names the cluster too
    },
  ),
  tampered("1.3", "association-not-replaced", "a provider that is replaced while it is associated", (file) => {
    file.one("aws_ecs_cluster_capacity_providers").lifecycle = {};
  }),
  tampered("1.3", "association-redone", "an association that each change of its provider takes away", (file) => {
    const { lifecycle } = file.one("aws_ecs_cluster_capacity_providers") as { lifecycle: Record<string, string[]> };
    lifecycle.replace_triggered_by = lifecycle.replace_triggered_by!.map((id) => id.replace(/\.id$/, ""));
  }),
  tampered("1.4", "order-association", "a service that outlives the association", (file) => {
    file.detach("aws_ecs_service", "aws_ecs_cluster_capacity_providers");
  }),
  tampered("1.4", "order-association", "a schedule that outlives the association", (file) => {
    file.detach("aws_scheduler_schedule", "aws_ecs_cluster_capacity_providers");
  }),
  tampered("1.5", "order-policy", "a service that outlives its permissions", (file) => {
    file.detach("aws_ecs_service", "aws_iam_role_policy");
  }),
  tampered("1.6", "draining-one-host", "managed draining with nowhere to move to", (file) => {
    file.block("aws_ecs_capacity_provider", "auto_scaling_group_provider").managed_draining = "ENABLED";
  }),
  tampered(
    "1.7",
    "order-routes",
    "hosts that boot before their way out exists, and keep the internet gateway",
    (file) => {
      file.detach("aws_autoscaling_group", "aws_route");
    },
  ),
  tampered(
    "1.7",
    "order-routes",
    "a NAT instance that boots before its way out exists, and keeps the internet gateway",
    (file) => {
      for (const type of ["aws_instance", "aws_eip"])
        for (const needed of ["aws_internet_gateway", "aws_route."]) file.detach(type, needed);
    },
    behindNatInstance,
  ),
  tampered(
    "1.7",
    "order-routes",
    "hosts that boot before the NAT instance has its address",
    (file) => {
      file.detach("aws_autoscaling_group", "aws_eip");
    },
    behindNatInstance,
  ),
  tampered("1.7", "order-routes", "an Elastic IP that keeps the internet gateway", (file) => {
    const [subnet] = file.one("aws_autoscaling_group").vpc_zone_identifier as string[];
    file.add("aws_network_interface", "door", { subnet_id: subnet });
    file.add("aws_eip", "front", { domain: "vpc", network_interface: "${aws_network_interface.door.id}" });
  }),
  tampered(
    "1.8",
    "group-replacement-blocked",
    "a security group that is deleted before its successor exists",
    (file) => {
      file.one("aws_security_group").lifecycle = {};
    },
  ),
  tampered("1.11", "log-group-unmanaged", "a log driver that makes its own group", (file) => {
    file.rewrite(
      "aws_ecs_task_definition",
      "container_definitions",
      '"mode"',
      '"awslogs-create-group":"true","mode"',
      "web",
    );
  }),
];
