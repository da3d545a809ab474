import { type App, TerraformOutput, type TerraformStack } from "cdktf";
import { Cluster } from "../../constructs/cluster/cluster";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { AlarmTopic } from "../../constructs/monitoring/alarm-topic";
import { TaskFailures } from "../../constructs/monitoring/task-failures";
import { Network } from "../../constructs/network/network";
import { AccessPoint } from "../../constructs/storage/access-point";
import { Bucket } from "../../constructs/storage/bucket";
import { FileSystem } from "../../constructs/storage/file-system";
import { LockTable } from "../../constructs/storage/lock-table";
import { Queue } from "../../constructs/storage/queue";
import { Table } from "../../constructs/storage/table";
import { EventTask } from "../../constructs/task/event-task";
import { QueueWorker } from "../../constructs/task/queue-worker";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { exampleApp, runAsProgram } from "../example";
import { INDEX, SUMMARIZE, WORK } from "./scripts";

const NAME = "event-driven";
const REGION = "eu-west-1";
/** Everything here is a shell script over it. */
const IMAGE = "public.ecr.aws/aws-cli/aws-cli:2.27.50";

/**
 * Work that starts by itself: an object in a bucket starts a task, a queue feeds workers that grow with it, a schedule
 * sums up every hour, and they share a file system.
 */
export function build(outdir?: string): App {
  return exampleApp({ name: NAME, region: REGION, ...(outdir === undefined ? {} : { outdir }) }, addEventDriven);
}

function addEventDriven(stack: TerraformStack): void {
  const alarms = new AlarmTopic(stack, "alarms", {});
  const network = new Network(stack, "network", { cidr: "10.43.0.0/16", zones: 2, egress: "public-ip" });
  const cluster = new Cluster(stack, "cluster", { network });
  const runOn = new Ec2Fleet(stack, "fleet", { cluster, instanceType: "t3.small", min: 1, max: 1, alarms });
  new TaskFailures(stack, "failures", { cluster, alarms });

  const bucket = new Bucket(stack, "files", { events: true, protect: false });
  const table = new Table(stack, "index", {
    partitionKey: { name: "key", type: "string" },
    protect: false,
    pointInTimeRecovery: false,
  });
  const fileSystem = new FileSystem(stack, "shared", { network, backups: false, protect: false });
  const folder = new AccessPoint(stack, "work", { fileSystem, path: "/work" });
  const volumes = [{ name: "shared", efs: folder }];

  const size = { cpu: 128, memoryMiB: 192 };
  const common = { cluster, runOn, alarms, ...size };
  const script = (text: string) => ({ image: IMAGE, entryPoint: ["sh", "-c"], command: [text] });
  const mount = { volume: "shared", path: "/shared" };

  // One task for each object, which is told its name.
  const indexer = new EventTask(stack, "indexer", {
    ...common,
    container: { ...script(INDEX), environment: { TABLE: table.name } },
    on: bucket.objectCreated({ prefix: "incoming/" }),
    fields: { OBJECT_KEY: "$.detail.object.key", OBJECT_SIZE: { number: "$.detail.object.size" } },
    maxDurationMinutes: 5,
  });
  table.grantWrite(indexer.taskRole);

  // Thousands of objects at once: they wait in a queue, and at most two copies take them.
  new EventTask(stack, "bulk", {
    ...common,
    container: { ...script(WORK), environment: { DONE: "/shared/bulk.txt" }, mounts: [mount] },
    volumes,
    on: bucket.objectCreated({ prefix: "bulk/" }),
    fields: { OBJECT_KEY: "$.detail.object.key" },
    buffer: { maxProcessingSeconds: 30, min: 0, max: 2 },
  });

  const queue = new Queue(stack, "jobs", { visibilityTimeoutSeconds: 60, alarmAfterMinutes: 30, alarms });
  new QueueWorker(stack, "worker", {
    ...common,
    container: { ...script(WORK), environment: { DONE: "/shared/jobs.txt" }, mounts: [mount] },
    volumes,
    queue,
    maxProcessingSeconds: 30,
    min: 1,
    max: 3,
    backlogPerCopy: 20,
  });

  const summary = new ScheduledTask(stack, "summary", {
    ...common,
    container: {
      ...script(SUMMARIZE),
      environment: { BUCKET: bucket.name },
      mounts: [{ ...mount, readOnly: true }],
    },
    volumes,
    schedule: "cron(5 * * * ? *)",
    maxDurationMinutes: 10,
    overlap: { skip: new LockTable(stack, "locks") },
  });
  bucket.grantWrite(summary.taskRole, "reports/");

  const output = (id: string, value: string, description: string) =>
    new TerraformOutput(stack, id, { value, description });
  output("bucket", bucket.name, "Put objects under incoming/ or bulk/ and see what happens");
  output("table", table.name, "Has one item for each object under incoming/");
  output("queue_url", queue.url, "Send messages here and see the workers grow");
  output("topic", alarms.arn, "Subscribe your mail address to hear of alarms");
}

runAsProgram(NAME, build);
