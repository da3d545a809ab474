import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import { BackendClient } from "../../../workloads/dev/src/backend-client";
import { shopSelectors } from "../../../workloads/dev/src/demo-shop";
import type { AppliedSystem } from "../extensions";
import { type AppliedTask, appliedTask } from "./applied-task";
import type { CredentialsEndpoint } from "./credentials-endpoint";
import { type LocalProcess, runLocally, startLocally } from "./local-process";
import { type CaughtMail, caughtMails } from "./mails";
import type { StandIns } from "./stand-ins";

const SUBSCRIBER = "subscriber@example.com";
const START_DEADLINE_MS = 30_000;
/** Twice what the backend promises, for a loaded machine. */
const RECOVERY_DEADLINE_MS = 10_000;

export interface DriveOptions {
  readonly system: AppliedSystem;
  readonly standIns: StandIns;
  readonly credentials: CredentialsEndpoint;
  readonly bundles: string;
  /** First part of every AWS name, such as `stowage-dev`. */
  readonly prefix: string;
}

/** The tasks as they were driven, for what is asked about them afterwards. */
export type DrivenTasks = Readonly<Record<"backend" | "scraper" | "notifier", AppliedTask>>;

/**
 * Uses the applied system as its users do: adds a watch and a subscription through the API, confirms by the mailed link,
 * lets the schedules' targets run, and finds the digest in the mail. In between the database password is rotated.
 * @throws Error at the first step that does not come out as it must
 */
export async function drive({ system, standIns, credentials, bundles, prefix }: DriveOptions): Promise<DrivenTasks> {
  const backend = await appliedTask(await serviceTask(system, prefix), system);
  const options = { system, credentials, bundles };
  const process = startLocally(backend, backend.argv, { ...options, workload: "backend", extra: standIns.place });
  try {
    const url = `http://127.0.0.1:${backend.containerPort}`;
    await answers(`${url}/readyz`, process);
    const health = await startLocally(backend, backend.healthCheck, { ...options, workload: "backend" });
    if (health.exitCode !== 0)
      throw new Error(`the container's health check ended with ${health.exitCode}: ${health.all}`);

    const client = new BackendClient(url, standIns.apiToken);
    await client.addWatch({ name: "Demo shop", url: standIns.shopUrl, ...shopSelectors });
    await client.subscribe(SUBSCRIBER);
    // The shop is on this machine, which the scraper refuses to reach for anybody else.
    const scraperExtra = { SCRAPER_ALLOW_ADDRESSES: "127.0.0.1/32" };
    const runJob = async (workload: "scraper" | "notifier", extra = {}) => {
      const task = await appliedTask(await scheduledTask(system, prefix, workload), system);
      await runLocally(task, { ...options, workload, extra });
      return task;
    };
    await runJob("notifier");
    await confirm(await mail(system, 1), url);

    await standIns.rotatePassword();
    await recovers(() => client.watches());

    const scraper = await runJob("scraper", scraperExtra);
    const notifier = await runJob("notifier");
    const digest = await mail(system, 2);
    if (!digest.text.includes("no. 1"))
      throw new Error(`the digest does not name what the shop sells:\n${digest.text}`);
    if (digest.headers["list-unsubscribe-post"] === undefined)
      throw new Error("the digest cannot be unsubscribed with one click");
    return { backend, scraper, notifier };
  } finally {
    process.kill("SIGTERM");
    await process;
  }
}

/** The task definition that the backend's service runs. */
export async function serviceTask({ aws }: AppliedSystem, prefix: string): Promise<string> {
  const { services = [] } = await aws.ecs.send(
    new DescribeServicesCommand({ cluster: `${prefix}-cluster`, services: [`${prefix}-backend`] }),
  );
  return services[0]?.taskDefinition ?? "";
}

/** What the schedule's own target says is to be run. */
async function scheduledTask({ aws }: AppliedSystem, prefix: string, name: string): Promise<string> {
  const schedule = await aws.scheduler.send(
    new GetScheduleCommand({ Name: `${prefix}-${name}`, GroupName: `${prefix}-schedules` }),
  );
  return schedule.Target?.EcsParameters?.TaskDefinitionArn ?? "";
}

/**
 * A rotation ends the connections in use, which may cost a 503 with Retry-After; then the new password must be found
 * without a restart.
 */
async function recovers(request: () => Promise<unknown>): Promise<void> {
  const deadline = performance.now() + RECOVERY_DEADLINE_MS;
  for (;;) {
    try {
      await request();
      return;
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function answers(url: string, process: LocalProcess): Promise<void> {
  const ended = new AbortController();
  process.finally(() => ended.abort()).catch(() => undefined);
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline && !ended.signal.aborted) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const output = ended.signal.aborted ? `:\n${(await process).all}` : ` within ${START_DEADLINE_MS / 1000} s`;
  throw new Error(`the backend does not answer ${url}${output}`);
}

async function mail({ url }: AppliedSystem, count: number): Promise<CaughtMail> {
  const mails = await caughtMails(url);
  const last = mails.at(-1);
  if (mails.length !== count || last === undefined) throw new Error(`expected ${count} mails, SES got ${mails.length}`);
  return last;
}

/** Follows the mailed link. It begins with the box's public address; here the box is this machine. */
async function confirm({ text }: CaughtMail, backend: string): Promise<void> {
  const link = /https?:\/\/[^/\s]+(\/\S*token=\S+)/.exec(text);
  if (link === null) throw new Error(`no link to confirm in the mail:\n${text}`);
  const answer = await fetch(`${backend}${link[1]}`, { method: "POST" });
  if (!answer.ok) throw new Error(`confirming was answered ${answer.status}: ${await answer.text()}`);
}
