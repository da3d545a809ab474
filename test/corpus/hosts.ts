import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, soundParts } from "./sound-parts";

/** Section 3: images, first boot and refresh of the hosts. */
export const HOSTS: readonly BrokenSystem[] = [
  tampered(
    "3.1",
    "agent-started-in-user-data",
    "a first-boot script that waits for the agent, which waits for it",
    (file) => {
      file.rewrite("aws_launch_template", "user_data", "ECS_CLUSTER=", "systemctl restart ecs\\nECS_CLUSTER=");
    },
  ),
  tampered("3.2", "host-cluster-unset", "hosts that join the cluster named default", (file) => {
    file.rewrite("aws_launch_template", "user_data", /ECS_CLUSTER=\$\{[^}]+\}\\n/, "");
  }),
  tampered("3.4", "root-volume-small", "a root volume smaller than the image", (file) => {
    const template = file.one("aws_launch_template");
    template.block_device_mappings = [{ device_name: "/dev/xvda", ebs: { volume_size: 8 } }];
  }),
  tampered("3.5", "instance-role-reachable", "metadata without a token", (file) => {
    file.block("aws_launch_template", "metadata_options").http_tokens = "optional";
  }),
  tampered("3.5", "instance-role-reachable", "metadata two hops away", (file) => {
    file.block("aws_launch_template", "metadata_options").http_put_response_hop_limit = 2;
  }),
  built("3.5", "instance-role-host-mode", "a container in host mode", ({ stack, cluster, fleet }) => {
    const container = { image: IMAGE };
    const size = { cpu: 128, memoryMiB: 128 };
    new Service(stack, "agent", { cluster, runOn: fleet, ...size, container, networkMode: "host", alarms: NOBODY });
  }),
  tampered("3.7", "ssh-key", "a key pair", (file) => {
    file.one("aws_launch_template").key_name = "laptop";
  }),
  tampered("3.8", "template-version", "$Latest, which starts no refresh", (file) => {
    file.block("aws_autoscaling_group", "launch_template").version = "$Latest";
  }),
  tampered("3.9", "reach-no-way-out", "hosts in a public subnet without a public address", (file) => {
    file.block("aws_launch_template", "network_interfaces").associate_public_ip_address = "false";
  }),
  tampered("3.9", "reach-no-way-out", "hosts in subnets without a default route", (file) => {
    file.remove("aws_route");
    file.detach("aws_autoscaling_group", "aws_route.");
  }),
  tampered("3.10", "credits-unlimited", "T instances in unlimited mode", (file) => {
    delete file.one("aws_launch_template").credit_specification;
  }),
  built("3.10", "start-period-short", "a health check that a throttled host fails", ({ stack, cluster, fleet }) => {
    const healthCheck = { path: "/", startPeriodSeconds: 0, intervalSeconds: 5, retries: 1 } as const;
    const size = { cpu: 128, memoryMiB: 128 };
    new Service(stack, "hasty", {
      cluster,
      runOn: fleet,
      ...size,
      container: { image: IMAGE, port: 80, healthCheck },
      alarms: NOBODY,
    });
  }),
  tampered("3.11", "image-architecture", "an arm64 image on an x86 host", (file) => {
    file.rewrite("aws_launch_template", "image_id", "/recommended", "/arm64/recommended");
  }),
  tampered("3.12", "warm-pool-registers", "waiting hosts that register as capacity", (file) => {
    file.one("aws_autoscaling_group").warm_pool = { pool_state: "Stopped" };
  }),
  tampered(
    "3.12",
    "spot-not-drained",
    "spot hosts that are taken back with their tasks",
    (file) => {
      file.rewrite("aws_launch_template", "user_data", "SPOT_INSTANCE_DRAINING=true", "SPOT_INSTANCE_DRAINING=false");
    },
    (stack) => void soundParts(stack, { fleet: { spot: { alternativeTypes: ["t3a.small"] } } }),
  ),
];
