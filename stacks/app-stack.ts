import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ScheduledTask } from "../constructs/task/scheduled-task";
import { Service } from "../constructs/task/service";
import type { Environment } from "../environments/schema";
import { configureStack } from "./configure-stack";
import { imageVariable } from "./image-variable";
import type { PlatformStack, Workload } from "./platform-stack";

/** The reference system: a backend that always runs, a scraper and a notifier every six hours, one database secret. */
export class AppStack extends TerraformStack {
  readonly backend: Service;
  readonly scraper: ScheduledTask;
  readonly notifier: ScheduledTask;

  constructor(scope: Construct, id: string, environment: Environment, platform: PlatformStack) {
    super(scope, id);
    configureStack(this, environment, "app");
    const { cluster, fleet, database, alarms } = platform;
    const image = (workload: Workload) =>
      imageVariable(this, workload, platform.repositories[workload], environment.images[workload]);
    const common = { cluster, runOn: fleet, logRetentionDays: environment.logs.retentionDays };
    const secrets = { DATABASE_SECRET: database };

    this.backend = new Service(this, "backend", {
      ...common,
      cpu: 256,
      memoryMiB: 192,
      container: {
        image: image("backend"),
        port: 3000,
        environment: { LOG_LEVEL: "info", PORT: "3000" },
        secrets,
        healthCheck: { path: "/healthz" },
      },
      expose: { hostPort: 80 },
      alarms,
    });
    this.scraper = new ScheduledTask(this, "scraper", {
      ...common,
      cpu: 128,
      memoryMiB: 192,
      container: { image: image("scraper"), environment: { LOG_LEVEL: "info" }, secrets },
      ...scheduleProps(environment.schedules.scraper),
      alarms,
    });
    this.notifier = new ScheduledTask(this, "notifier", {
      ...common,
      cpu: 128,
      memoryMiB: 160,
      container: { image: image("notifier"), environment: { LOG_LEVEL: "info" }, secrets },
      ...scheduleProps(environment.schedules.notifier),
      alarms,
    });
    new TerraformOutput(this, "backend_service_name", {
      value: this.backend.resource.name,
      description: "Service name, for aws ecs commands",
    });
  }
}

function scheduleProps({ expression, ...rest }: Environment["schedules"]["scraper"]) {
  return { schedule: expression, ...rest };
}
