import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import type { TerraformStack } from "cdktf";
import { AlarmTopic } from "../../constructs/monitoring/alarm-topic";
import { RefreshSchedule } from "../../constructs/scaling/refresh-schedule";
import { parameter } from "../../constructs/security/parameter";
import { Secret } from "../../constructs/security/secret";
import { ImageRepository } from "../../constructs/storage/image-repository";
import { LockTable } from "../../constructs/storage/lock-table";
import { fargate } from "../../constructs/task/capacity";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { balancedParts } from "./balanced-parts";
import { optionalParts } from "./options";
import { elsewhere, rotating } from "./secrets";
import { GROWING_SYSTEMS, roomyBox } from "./sound-growing";
import { IMAGE, NOBODY, type PartChanges, type SoundParts, soundParts } from "./sound-parts";

/** A system with nothing wrong, which no check may complain about. */
export interface SoundSystem {
  readonly title: string;
  readonly build: (stack: TerraformStack) => void;
}

const size = { cpu: 128, memoryMiB: 128, alarms: NOBODY };
const container = { image: IMAGE };
/** What tasks and hosts call in a network without a way out. */
const ENDPOINTS = ["ecs", "ecs-agent", "ecs-telemetry", "ecr.api", "ecr.dkr", "logs", "secretsmanager"];

const changed = (title: string, changes: PartChanges): SoundSystem => ({
  title,
  build: (stack) => void soundParts(stack, changes),
});
const extended = (title: string, extend: (parts: SoundParts) => void, changes: PartChanges = {}): SoundSystem => ({
  title,
  build: (stack) => extend(soundParts(stack, changes)),
});

/** Everything small: one box in its variations. */
const ONE_BOX: readonly SoundSystem[] = [
  changed("one box in public subnets", {}),
  changed("arm64", { fleet: { instanceType: "t4g.small" } }),
  changed("a swap file and a larger disk", { fleet: { swapMiB: 1024, rootVolumeGiB: 50 } }),
  changed("a fixed address", { fleet: { elasticIp: true } }),
  changed("Bottlerocket", { fleet: { operatingSystem: "bottlerocket" } }),
  changed("spot capacity with alternatives", { fleet: { spot: { alternativeTypes: ["t3a.small"] } } }),
  changed("one to three hosts", { fleet: { min: 1, max: 3 } }),
  changed("a warm pool", { fleet: { min: 1, max: 3, warmPool: { size: 1 } } }),
  changed("one zone", { network: { zones: 1 } }),
  changed("private subnets behind a NAT gateway", { network: { egress: "nat-gateway" } }),
  changed("private subnets behind a NAT instance", { network: { egress: "nat-instance" } }),
  changed("a NAT gateway per zone", { network: { egress: "nat-gateway-per-zone" } }),
  {
    title: "no way out, and an endpoint for everything",
    build: (stack) => {
      const { cluster, fleet } = roomyBox(stack, { network: { egress: "none", interfaceEndpoints: ENDPOINTS } });
      const repository = new ImageRepository(stack, "images", { deleteWithImages: true });
      const image = repository.image(`${repository.url}:1.0.0`);
      new Service(stack, "quiet", { cluster, runOn: fleet, ...size, container: { image } });
    },
  },
  extended("alarms that go somewhere", ({ stack, cluster, fleet }) => {
    const alarms = new AlarmTopic(stack, "alarms", { email: "ops@example.com" });
    new Service(stack, "watched", { cluster, runOn: fleet, ...size, container, alarms });
  }),
  extended(
    "patching on Sundays, the new host first",
    ({ stack, fleet }) => {
      new RefreshSchedule(stack, "patching", { fleet, schedule: "cron(0 3 ? * SUN *)", alarms: NOBODY });
    },
    { fleet: { min: 1, max: 2 } },
  ),
];

/** Tasks in their variations. */
const TASKS: readonly SoundSystem[] = [
  extended("a second service", ({ stack, cluster, fleet }) => {
    new Service(stack, "other", { cluster, runOn: fleet, ...size, container, desiredCount: 2 });
  }),
  extended("two containers that wait for each other", ({ stack, cluster, fleet }) => {
    const containers = [
      { name: "main", image: IMAGE, cpu: 64, memoryMiB: 64, dependsOn: { setup: "SUCCESS" } },
      { name: "setup", image: IMAGE, cpu: 64, memoryMiB: 64, essential: false },
    ] as const;
    new Service(stack, "pair", { cluster, runOn: fleet, containers, alarms: NOBODY });
  }),
  extended("soft and hard memory", ({ stack, cluster, fleet }) => {
    new Service(stack, "soft", { cluster, runOn: fleet, ...size, memoryReservationMiB: 64, container });
  }),
  extended("a JSON key and a parameter", ({ stack, cluster, fleet }) => {
    const login = new Secret(stack, "login", { description: "a login", keys: ["password"] });
    const secrets = { PASSWORD: login.key("password"), TOKEN: parameter(stack, "/shop/token") };
    new Service(stack, "client", { cluster, runOn: fleet, ...size, container: { ...container, secrets } });
  }),
  {
    title: "a rotating secret that redeploys the service which has it injected",
    build: (stack) => void rotating(stack),
  },
  extended("a password that RDS manages, and a service that reads it again", ({ stack, cluster, fleet }) => {
    const secrets = { PASSWORD: elsewhere("rds!cluster-1234-AbCdEf") };
    const onRotation = { PASSWORD: { none: "the pool reads it again when the database refuses it" } };
    new Service(stack, "reader", { cluster, runOn: fleet, ...size, container: { ...container, secrets }, onRotation });
  }),
  extended("a rotating secret that only jobs read", ({ stack, cluster, fleet }) => {
    const secrets = { PASSWORD: elsewhere("rds!db-1234-AbCdEf") };
    const job = { ...size, container: { ...container, secrets }, schedule: "cron(0 4 * * ? *)" } as const;
    new ScheduledTask(stack, "nightly", { cluster, runOn: fleet, ...job });
  }),
  extended("a private registry whose credentials rotate", ({ stack, cluster, fleet }) => {
    const registryCredentials = new Secret(stack, "pull", { description: "pull", keys: ["username", "password"] });
    new SecretsmanagerSecretRotation(stack, "monthly", {
      secretId: registryCredentials.arn,
      rotationLambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:rotate",
      rotationRules: { automaticallyAfterDays: 30 },
    });
    const image = "registry.example.com/shop/api:1.2.3";
    new Service(stack, "foreign", { cluster, runOn: fleet, ...size, container: { image, registryCredentials } });
  }),
  extended("a private registry", ({ stack, cluster, fleet }) => {
    const registryCredentials = new Secret(stack, "registry", { description: "pull", keys: ["username", "password"] });
    const image = "registry.example.com/shop/api:1.2.3";
    new Service(stack, "foreign", { cluster, runOn: fleet, ...size, container: { image, registryCredentials } });
  }),
  extended("a repository of our own", ({ stack, cluster, fleet }) => {
    const repository = new ImageRepository(stack, "images");
    const image = repository.image(`${repository.url}:1.0.0`);
    new Service(stack, "ours", { cluster, runOn: fleet, ...size, container: { image } });
  }),
  extended("a secret that the application reads itself", ({ secret, service }) => secret.grantRead(service.taskRole)),
  extended("a shell in the container", ({ stack, cluster, fleet }) => {
    new Service(stack, "open", { cluster, runOn: fleet, ...size, container, executeCommand: true });
  }),
  extended("no network at all", ({ stack, cluster, fleet }) => {
    new Service(stack, "sealed", { cluster, runOn: fleet, ...size, container, networkMode: "none" });
  }),
  extended("an address outside that is reached", ({ stack, cluster, fleet }) => {
    const reaches = [{ host: "api.example.com", port: 443 }];
    new Service(stack, "caller", { cluster, runOn: fleet, ...size, container, reaches });
  }),
  extended("another log driver", ({ stack, cluster, fleet }) => {
    const logDriver = { driver: "json-file", options: { "max-size": "10m" } } as const;
    new Service(stack, "local", { cluster, runOn: fleet, ...size, container: { ...container, logDriver } });
  }),
  extended("volumes of the host and of Docker", ({ stack, cluster, fleet }) => {
    const volumes = [
      { name: "cache", hostPath: "/var/cache/app" },
      { name: "data", docker: { scope: "shared" } },
    ] as const;
    const mounts = [
      { volume: "cache", path: "/cache" },
      { volume: "data", path: "/data" },
    ];
    new Service(stack, "keeper", { cluster, runOn: fleet, ...size, volumes, container: { ...container, mounts } });
  }),
  extended(
    "an address of its own behind a NAT",
    ({ stack, cluster, fleet }) => {
      new Service(stack, "own", { cluster, runOn: fleet, ...size, container, networkMode: "awsvpc" });
    },
    { network: { egress: "nat-gateway" }, fleet: { max: 2 } },
  ),
];

/** Schedules in their variations. */
const SCHEDULES: readonly SoundSystem[] = [
  extended("weekdays and weekends", ({ stack, cluster, fleet }) => {
    const calendar = { weekdays: "cron(0 6 ? * MON-FRI *)", weekend: "cron(0 9 ? * SAT,SUN *)" } as const;
    new ScheduledTask(stack, "report", { cluster, runOn: fleet, ...size, container, calendar });
  }),
  extended("a time zone with summer time, outside the hour that is left out", ({ stack, cluster, fleet }) => {
    const times = { schedule: "cron(30 4 * * ? *)", timeZone: "Europe/Rome" } as const;
    new ScheduledTask(stack, "early", { cluster, runOn: fleet, ...size, container, ...times });
  }),
  extended("a flexible window", ({ stack, cluster, fleet }) => {
    const times = { schedule: "cron(0 3 * * ? *)", flexibleWindowMinutes: 15 } as const;
    new ScheduledTask(stack, "some-time", { cluster, runOn: fleet, ...size, container, ...times });
  }),
  extended("a lock against overlapping runs", ({ stack, cluster, fleet }) => {
    const overlap = { skip: new LockTable(stack, "locks") };
    const schedule = "cron(0 4 * * ? *)";
    new ScheduledTask(stack, "alone", { cluster, runOn: fleet, ...size, container, schedule, overlap });
  }),
  extended("a schedule that is turned off", ({ stack, cluster, fleet }) => {
    new ScheduledTask(stack, "later", {
      cluster,
      runOn: fleet,
      ...size,
      container,
      schedule: "rate(1 hour)",
      enabled: false,
    });
  }),
  extended("a job on Fargate", ({ stack, cluster }) => {
    const large = { cpu: 256, memoryMiB: 512, alarms: NOBODY };
    new ScheduledTask(stack, "big", { cluster, runOn: fargate(), ...large, container, schedule: "cron(0 5 * * ? *)" });
  }),
];

export const SOUND_SYSTEMS: readonly SoundSystem[] = [
  ...ONE_BOX,
  ...TASKS,
  ...SCHEDULES,
  ...GROWING_SYSTEMS,
  { title: "a service behind a load balancer", build: (stack) => void balancedParts(stack) },
  { title: "Fargate, a shared file system and a task per uploaded object", build: optionalParts },
];
