import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { ReleasedImages } from "../constructs/delivery/released-images";
import { Dashboard } from "../constructs/monitoring/dashboard";
import type { Injectable } from "../constructs/security/injectable";
import { grantSendMail } from "../constructs/security/mail-identity";
import { parameter } from "../constructs/security/parameter";
import { ScheduledTask } from "../constructs/task/scheduled-task";
import { Service, type ServiceProps } from "../constructs/task/service";
import type { Environment } from "../environments/schema";
import type * as backendConfig from "../workloads/backend/src/config";
import type * as notifierConfig from "../workloads/notifier/src/config";
import type * as scraperConfig from "../workloads/scraper/src/config";
import { configureStack } from "./configure-stack";
import type { PlatformStack, Workload } from "./platform-stack";
import { workloadContainer } from "./workload-container";

/** Port the backend listens on inside its container. */
const BACKEND_PORT = 3000;

/** What the scraper watches: pages anywhere. */
const WEB_PAGES = [80, 443].map((port) => ({ host: "*", port }));

/**
 * The reference system: a backend that always runs, a scraper and a notifier every six hours, each with a role of its own in the database.
 * Memory limits come from measured peaks (docs/workloads-backend.md, docs/workloads-jobs.md): all three and a second
 * backend fit on a 1 GiB instance.
 */
export class AppStack extends TerraformStack {
  readonly backend: Service;
  readonly scraper: ScheduledTask;
  readonly notifier: ScheduledTask;

  constructor(scope: Construct, id: string, environment: Environment, platform: PlatformStack) {
    super(scope, id);
    configureStack(this, environment, "app");
    const { database, systemDatabase, alarms } = platform;
    const released = new ReleasedImages(this, "released");
    const image = (workload: Workload) =>
      released.image(workload, platform.repositories[workload], environment.images[workload]);
    const images = { backend: image("backend"), scraper: image("scraper"), notifier: image("notifier") };
    const common = {
      cluster: platform.cluster,
      runOn: platform.fleet,
      logRetentionDays: environment.logs.retentionDays,
      alarms,
    };
    const { apiTokens, linkSigningKey } = this.#parameters(environment);

    this.backend = new Service(this, "backend", {
      ...common,
      cpu: 256,
      memoryMiB: 192,
      container: {
        ...workloadContainer<typeof backendConfig>({
          image: images.backend,
          // The secret is injected at the start, and read again while running when the database refuses it, so that a
          // rotated password needs no restart. The jobs get the current one at each start.
          environment: {
            LOG_LEVEL: "info",
            ...systemDatabase.ownerEnvironment,
            PORT: String(BACKEND_PORT),
            ...proxies(platform),
          },
          secrets: { DATABASE_SECRET: database, API_TOKENS: apiTokens, LINK_SIGNING_KEY: linkSigningKey },
        }),
        port: BACKEND_PORT,
        healthCheck: { command: ["node", "/app/healthcheck.cjs"] },
      },
      onRotation: { DATABASE_SECRET: { none: "read again when the database refuses it" } },
      reaches: systemDatabase.reaches,
      ...reach(platform, environment),
    });
    this.scraper = new ScheduledTask(this, "scraper", {
      ...common,
      cpu: 128,
      memoryMiB: 192,
      container: workloadContainer<typeof scraperConfig>({
        image: images.scraper,
        environment: { LOG_LEVEL: "info" },
        secrets: { DATABASE_SECRET: systemDatabase.jobSecrets.scraper },
      }),
      reaches: [...WEB_PAGES, ...systemDatabase.reaches],
      ...scheduleProps(environment.schedules.scraper),
    });
    this.notifier = new ScheduledTask(this, "notifier", {
      ...common,
      cpu: 128,
      memoryMiB: 160,
      container: workloadContainer<typeof notifierConfig>({
        image: images.notifier,
        environment: {
          LOG_LEVEL: "info",
          MAIL_TRANSPORT: "ses",
          MAIL_FROM: environment.mail.from,
          PUBLIC_URL: publicUrl(environment, platform),
        },
        secrets: { DATABASE_SECRET: systemDatabase.jobSecrets.notifier, LINK_SIGNING_KEY: linkSigningKey },
      }),
      reaches: systemDatabase.reaches,
      ...scheduleProps(environment.schedules.notifier),
    });
    images.backend.recordAfter([this.backend.resource]);
    images.scraper.recordAfter(this.scraper.schedules);
    images.notifier.recordAfter(this.notifier.schedules);
    systemDatabase.admit({ owner: this.backend, jobs: { scraper: this.scraper, notifier: this.notifier } });
    grantSendMail(this, this.notifier.taskRole, environment.mail.from);
    new Dashboard(this, "dashboard", {
      cluster: platform.cluster,
      services: [this.backend],
      loadBalancers: platform.balancer === undefined ? [] : [platform.balancer],
    });
    new TerraformOutput(this, "backend_service_name", {
      value: this.backend.resource.name,
      description: "Service name, for aws ecs commands",
    });
  }

  /** Secrets of the application's own: free SecureString parameters, put in by hand before the first deployment. */
  #parameters({ name }: Environment): { apiTokens: Injectable; linkSigningKey: Injectable } {
    const path = `/stowage-${name}`;
    return {
      apiTokens: parameter(this, `${path}/api-tokens`),
      linkSigningKey: parameter(this, `${path}/link-signing-key`),
    };
  }
}

/**
 * How the backend is reached and how many copies there are, by shape: a fixed port of the one box, or a route of the load
 * balancer with two to six copies, more above 70 % CPU. On its way there it is one copy, on the one box that there is.
 */
function reach(
  { balancer }: PlatformStack,
  { alongside }: Environment,
): Pick<ServiceProps, "expose" | "desiredCount" | "scaling"> {
  if (balancer === undefined) return { expose: { hostPort: 80 } };
  const expose = { loadBalancer: balancer, healthCheckPath: "/readyz" };
  if (alongside === "one-box") return { expose };
  return {
    expose,
    scaling: { min: 2, max: 6, track: [{ metric: "cpu", target: 70 }] },
  };
}

/** The balancer tells who called in a header that may be believed only behind it. */
function proxies({ balancer }: PlatformStack): { TRUSTED_PROXY_HOPS?: string } {
  return balancer === undefined ? {} : { TRUSTED_PROXY_HOPS: "1" };
}

/** Where people reach the backend: the environment's own address, else the balancer's or the box's. */
function publicUrl({ publicUrl: own }: Environment, { balancer, fleet }: PlatformStack): string {
  if (own !== undefined) return own;
  if (balancer === undefined) return `http://${fleet.elasticIp?.publicIp}`;
  return `${balancer.tls ? "https" : "http"}://${balancer.dnsName}`;
}

function scheduleProps({ expression, ...rest }: Environment["schedules"]["scraper"]) {
  return { schedule: expression, ...rest };
}
