import type { TerraformStack } from "cdktf";
import fc from "fast-check";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { LoadBalancer } from "../../constructs/ingress/load-balancer";
import { type Egress, Network } from "../../constructs/network/network";
import { Secret } from "../../constructs/security/secret";
import { fargate } from "../../constructs/task/capacity";
import type { NetworkMode } from "../../constructs/task/container-definition";
import { ScheduledTask, type ScheduleExpression } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";

/** A system as data: drawn at random, sound or not. */
export interface RandomSystem {
  readonly egress: Egress;
  readonly zones: number;
  readonly endpoints: readonly string[];
  readonly instanceType: string;
  readonly min: number;
  readonly extra: number;
  readonly balanced: boolean;
  readonly services: readonly RandomService[];
  readonly jobs: readonly RandomJob[];
}

interface RandomTask {
  readonly onFargate: boolean;
  readonly networkMode: NetworkMode | undefined;
  readonly cpu: number;
  readonly memoryMiB: number;
  readonly image: string;
  readonly secret: boolean;
  readonly port: number | undefined;
  readonly variable: string;
}

interface RandomService extends RandomTask {
  readonly desiredCount: number;
  readonly hostPort: number | undefined;
  readonly minimumHealthyPercent: number | undefined;
}

interface RandomJob extends RandomTask {
  readonly schedule: ScheduleExpression;
  readonly timeZone: string;
  readonly taskCount: number;
  readonly maxDurationMinutes: number;
}

const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const task = {
  onFargate: fc.boolean(),
  networkMode: optional(fc.constantFrom<NetworkMode[]>("bridge", "host", "awsvpc", "none")),
  cpu: fc.constantFrom(0, 64, 256, 512, 4096, -1),
  memoryMiB: fc.constantFrom(0, 6, 64, 256, 512, 2048, 100_000),
  image: fc.constantFrom(
    "nginx:1.27",
    "nginx",
    "public.ecr.aws/x/y:1",
    "1.dkr.ecr.eu-west-1.amazonaws.com/a/b:1",
    "${x}",
  ),
  secret: fc.boolean(),
  port: optional(fc.constantFrom(80, 3000, 0, 70_000)),
  variable: fc.constantFrom("", "plain", "${HOME}", '"quoted"', "%{if}", "back\\slash", "\u{1F6A2}"),
};

/** Any system, with values that AWS takes and values that it refuses. */
export const randomSystem: fc.Arbitrary<RandomSystem> = fc.record({
  egress: fc.constantFrom<Egress[]>("none", "public-ip", "nat-instance", "nat-gateway", "nat-gateway-per-zone"),
  zones: fc.constantFrom(1, 2, 3, 0, 9),
  endpoints: fc.subarray(["ecs", "ecr.api", "logs", "secretsmanager"]),
  instanceType: fc.constantFrom("t3.micro", "t3.small", "t4g.medium", "m7g.large", "x9.enormous"),
  min: fc.integer({ min: -1, max: 3 }),
  extra: fc.integer({ min: -1, max: 3 }),
  balanced: fc.boolean(),
  services: fc.array(
    fc.record({
      ...task,
      desiredCount: fc.integer({ min: 0, max: 6 }),
      hostPort: optional(fc.constantFrom(80, 443, 22, 0, 40_000)),
      minimumHealthyPercent: optional(fc.constantFrom(0, 50, 100, 200)),
    }),
    { maxLength: 4 },
  ),
  jobs: fc.array(
    fc.record({
      ...task,
      schedule: fc.constantFrom<ScheduleExpression[]>(
        "rate(6 hours)",
        "rate(1 hours)",
        "cron(0 0/6 * * ? *)",
        "cron(30 2 * * ? *)",
        "cron(99 * * *)",
        "at(2030-01-01T00:00:00)",
      ),
      timeZone: fc.constantFrom("UTC", "Europe/Rome", "Nowhere/Land"),
      taskCount: fc.constantFrom(1, 2, 0, 11),
      maxDurationMinutes: fc.constantFrom(5, 60, 1000, 0),
    }),
    { maxLength: 3 },
  ),
});

const NOBODY = { none: "a test: nobody is on call" };

/** Builds it with the constructs that everybody uses. */
export function buildRandomSystem(stack: TerraformStack, system: RandomSystem): void {
  const { egress, zones, endpoints, instanceType, min, extra } = system;
  const network = new Network(stack, "network", { cidr: "10.0.0.0/16", zones, egress, interfaceEndpoints: endpoints });
  const cluster = new Cluster(stack, "cluster", { network });
  const fleet = new Ec2Fleet(stack, "fleet", { cluster, instanceType, min, max: min + extra, alarms: NOBODY });
  const secret = new Secret(stack, "secret", { description: "a secret" });
  const balancer = system.balanced
    ? new LoadBalancer(stack, "balancer", { network, tls: { none: "a test: nobody listens" }, alarms: NOBODY })
    : undefined;
  const common = (it: RandomTask) => ({
    cluster,
    runOn: it.onFargate ? fargate() : fleet,
    cpu: it.cpu,
    memoryMiB: it.memoryMiB,
    alarms: NOBODY,
    container: {
      image: it.image,
      environment: { TEXT: it.variable },
      ...(it.secret ? { secrets: { SECRET: secret } } : {}),
      ...(it.port === undefined ? {} : { port: it.port }),
    },
    ...(it.networkMode === undefined ? {} : { networkMode: it.networkMode }),
  });
  system.services.forEach((it, index) => {
    const { desiredCount, hostPort, minimumHealthyPercent } = it;
    const behind = balancer === undefined ? {} : { loadBalancer: balancer, paths: [`/${index}`], healthCheckPath: "/" };
    const exposed = hostPort === undefined ? behind : { hostPort };
    new Service(stack, `service-${index}`, {
      ...common(it),
      desiredCount,
      ...(Object.keys(exposed).length === 0 ? {} : { expose: exposed as { hostPort: number } }),
      ...(minimumHealthyPercent === undefined ? {} : { minimumHealthyPercent }),
    });
  });
  system.jobs.forEach((it, index) => {
    const { schedule, timeZone, taskCount, maxDurationMinutes } = it;
    new ScheduledTask(stack, `job-${index}`, { ...common(it), schedule, timeZone, taskCount, maxDurationMinutes });
  });
}
