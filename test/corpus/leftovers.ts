import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { allow } from "../../constructs/acceptance";
import { Secret } from "../../constructs/security/secret";
import { Table } from "../../constructs/storage/table";
import { fargate } from "../../constructs/task/capacity";
import { Service } from "../../constructs/task/service";
import { balancedParts } from "./balanced-parts";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { optionalParts } from "./options";
import { IMAGE, NOBODY, soundParts } from "./sound-parts";

const partitionKey = { name: "id", type: "string" } as const;

/** Names, protection, logs and acceptances: mistakes that are on no list. */
export const LEFTOVERS: readonly BrokenSystem[] = [
  tampered(undefined, "ecs-capacity-providers", "21 capacity providers in one cluster", (file) => {
    const association = file.one("aws_ecs_cluster_capacity_providers");
    const more = Array.from({ length: 20 }, (_, index) => `other-${index}`);
    association.capacity_providers = [...(association.capacity_providers as string[]), ...more];
  }),
  tampered(
    undefined,
    "ecs-target-groups-per-service",
    "six target groups for one service",
    (file) => {
      const service = file.one("aws_ecs_service");
      service.load_balancer = Array.from({ length: 6 }, () => file.block("aws_ecs_service", "load_balancer"));
    },
    (stack) => void balancedParts(stack),
  ),
  built(undefined, "ecs-tasks-per-service", "6,000 copies of one service", ({ stack, cluster }) => {
    const size = { cpu: 256, memoryMiB: 512, alarms: NOBODY, desiredCount: 6000 };
    new Service(stack, "crowd", { cluster, runOn: fargate(), ...size, container: { image: IMAGE } });
  }),
  tampered(
    undefined,
    "ecs-security-groups",
    "six security groups on one task",
    (file) => {
      const network = file.block("aws_ecs_service", "network_configuration", "site");
      network.security_groups = Array.from({ length: 6 }, () => (network.security_groups as string[])[0]);
    },
    optionalParts,
  ),
  built(undefined, "name-duplicate", "two queues of one name", ({ stack }) => {
    new SqsQueue(stack, "first", { name: "stowage-test-orders" });
    new SqsQueue(stack, "second", { name: "stowage-test-orders" });
  }),
  {
    ...built(undefined, "stateful-unprotected", "a table that one wrong plan deletes", ({ stack }) => {
      new Table(stack, "orders", { partitionKey, protect: false, pointInTimeRecovery: false });
    }),
    protect: true,
  },
  {
    ...tampered(
      undefined,
      "destroy-blocked",
      "a table that terraform destroy leaves behind",
      () => {},
      (stack) => {
        const { secret } = soundParts(stack);
        secret.resource.recoveryWindowInDays = 0;
        new Table(stack, "orders", { partitionKey, protect: true, pointInTimeRecovery: false });
      },
    ),
    protect: false,
  },
  built(undefined, "log-group-retention", "logs that are kept for ever", ({ stack }) => {
    new CloudwatchLogGroup(stack, "forever", { name: "/stowage-test/forever" });
  }),
  {
    info: true,
    ...tampered(undefined, "log-group-shared", "two tasks that write to one group", (file) => {
      const groups = Object.keys((file.json.resource as Record<string, object>).aws_cloudwatch_log_group ?? {});
      const [web, job] = ["web", "job"].map((name) => groups.find((group) => group.startsWith(name)));
      file.rewrite("aws_ecs_task_definition", "container_definitions", String(web), String(job), "web");
    }),
    also: ["logs-unwritable"],
  },
  built(undefined, "acceptance-unused", "an acceptance of nothing", ({ service }) => {
    allow(service, "reach-closed-path", "there is no such finding");
  }),
  built(undefined, "secret-overreach", "a host that reads a secret", ({ stack, fleet }) => {
    const secret = new Secret(stack, "token", { description: "an API token" });
    const resources = [secret.arn];
    fleet.role.allow({ sid: "Token", actions: ["secretsmanager:GetSecretValue"], resources, reason: "at boot" });
  }),
  {
    ...built("12", "cost-over-budget", "a NAT gateway in a budget of 10 USD", () => {}, {
      network: { egress: "nat-gateway" },
    }),
    options: { budget: { monthlyUsd: 10, freeTier: "none" } },
  },
];
