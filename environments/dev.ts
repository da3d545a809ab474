import type { EnvironmentInput } from "./schema";

/** One small instance for a few dollars a month, rebuilt as often as you like. */
export const dev: EnvironmentInput = {
  name: "dev",
  shape: "one-box",
  region: "eu-west-1",
  // Unique in the world: put your company's name in before you deploy.
  state: { bucket: "stowage-dev-terraform-state" },
  network: { cidr: "10.20.0.0/16", zones: 2, egress: "public-ip" },
  fleet: { instanceType: "t3.micro", min: 1, max: 1, swapMiB: 1024 },
  // Any PostgreSQL that you have or rent; docs/database.md says what its owner opens. RDS starts at 15 USD a month.
  database: { external: {} },
  schedules: {
    // Half an hour apart, so that the two never need the box's memory at the same time.
    scraper: { expression: "cron(0 0/6 * * ? *)", maxDurationMinutes: 20 },
    notifier: { expression: "cron(30 0/6 * * ? *)", maxDurationMinutes: 10 },
  },
  images: { backend: "0.1.0", scraper: "0.1.0", notifier: "0.1.0" },
  logs: { retentionDays: 14 },
  alarms: { none: "dev: nobody is on call, the console is enough" },
  mail: { from: "stowage@example.com" },
  budget: { monthlyUsd: 20, freeTier: "none" },
  protect: false,
};
