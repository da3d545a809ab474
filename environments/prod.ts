import type { EnvironmentInput } from "./schema";

/** Production: the same system over two zones behind a load balancer, protected, with somebody told when it breaks. */
export const prod: EnvironmentInput = {
  name: "prod",
  shape: "multi-az",
  // Put the ARN of your certificate in: tls: { certificateArn: "arn:aws:acm:..." }.
  tls: { none: "no domain yet: replace this before anybody signs in" },
  // Put yours in: Terraform refuses to touch any other account. This one is the example of AWS's documentation.
  account: "123456789012",
  region: "eu-west-1",
  // Unique in the world: put your company's name in before you deploy.
  state: { bucket: "stowage-prod-terraform-state" },
  network: { cidr: "10.30.0.0/16", zones: 2, egress: "public-ip" },
  fleet: {
    instanceType: "t3.small",
    min: 2,
    max: 4,
    swapMiB: 1024,
    refresh: { expression: "cron(0 3 ? * SUN *)" },
  },
  database: {
    rds: {
      instanceClass: "db.t4g.micro",
      postgresVersion: "17",
      storageGiB: 20,
      maxStorageGiB: 100,
      multiAz: true,
      backupDays: 7,
    },
  },
  schedules: {
    scraper: { expression: "cron(0 0/6 * * ? *)", maxDurationMinutes: 20 },
    notifier: { expression: "cron(30 0/6 * * ? *)", maxDurationMinutes: 10 },
  },
  images: { backend: "0.1.0", scraper: "0.1.0", notifier: "0.1.0" },
  logs: { retentionDays: 90 },
  alarms: { email: "ops@example.com" },
  mail: { from: "stowage@example.com" },
  budget: { monthlyUsd: 200, freeTier: "none" },
  protect: true,
};
