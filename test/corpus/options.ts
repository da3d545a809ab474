import { CloudwatchEventRule } from "@cdktf/provider-aws/lib/cloudwatch-event-rule";
import type { TerraformStack } from "cdktf";
import { AccessPoint } from "../../constructs/storage/access-point";
import { Bucket } from "../../constructs/storage/bucket";
import { FileSystem } from "../../constructs/storage/file-system";
import { Queue } from "../../constructs/storage/queue";
import { fargate } from "../../constructs/task/capacity";
import { EventTask } from "../../constructs/task/event-task";
import { QueueWorker } from "../../constructs/task/queue-worker";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, soundParts } from "./sound-parts";
import type { Tampering } from "./tampering";

const container = { image: IMAGE };

/** Fargate tasks with a shared file system, and a task that runs whenever an object is created. */
export function optionalParts(stack: TerraformStack): void {
  const { network, cluster } = soundParts(stack);
  const fileSystem = new FileSystem(stack, "files", { network, backups: false, protect: false });
  const uploads = new AccessPoint(stack, "uploads", { fileSystem, path: "/uploads" });
  const size = { cpu: 256, memoryMiB: 512, alarms: NOBODY };
  const common = { cluster, runOn: fargate(), ...size };
  new Service(stack, "site", {
    ...common,
    container: { ...container, mounts: [{ volume: "uploads", path: "/data" }] },
    volumes: [{ name: "uploads", efs: uploads }],
  });
  const bucket = new Bucket(stack, "incoming", { protect: false, events: true });
  new EventTask(stack, "import", {
    ...common,
    container,
    on: bucket.objectCreated({ prefix: "incoming/" }),
    fields: { OBJECT_KEY: "$.detail.object.key" },
  });
}

const optional = (pitfall: string, code: string, title: string, tamper: (file: Tampering) => void): BrokenSystem =>
  tampered(pitfall, code, title, tamper, optionalParts);

/** Section 11: Fargate, EFS, queues and events. */
export const OPTIONS: readonly BrokenSystem[] = [
  optional("11.1", "reach-no-way-out", "a Fargate task in a public subnet without a public address", (file) => {
    file.block("aws_ecs_service", "network_configuration", "site").assign_public_ip = false;
  }),
  optional("11.2", "reach-mount-target-missing", "a zone without a mount target", (file) => {
    file.remove("aws_efs_mount_target", "files_mount-target-1");
    for (const type of ["aws_ecs_task_definition", "aws_ecs_service"]) file.detach(type, "mount-target-1", "site");
  }),
  optional("11.2", "reach-no-dns", "a network without DNS names", (file) => {
    file.one("aws_vpc").enable_dns_hostnames = false;
  }),
  optional("11.2", "order-mount-target", "a task that starts before its mount target answers", (file) => {
    file.detach("aws_ecs_task_definition", "aws_efs_mount_target", "site");
  }),
  optional("11.4", "event-source-off", "a bucket that sends no events", (file) => {
    file.one("aws_s3_bucket_notification").eventbridge = false;
  }),
  optional("9.3", "input-template-encoded", "placeholders that jsonencode has encoded", (file) => {
    file.block("aws_cloudwatch_event_target", "input_transformer", "import").input_template =
      '${jsonencode({"key" = "<OBJECT_KEY>"})}';
  }),
  built(
    "11.3",
    "worker-visibility",
    "messages that come back while they are processed",
    ({ stack, cluster, fleet }) => {
      const queue = new Queue(stack, "orders", { visibilityTimeoutSeconds: 60, alarms: NOBODY });
      const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
      new QueueWorker(stack, "worker", {
        cluster,
        runOn: fleet,
        ...size,
        container,
        queue,
        protectsWork: true,
        maxProcessingSeconds: 300,
      });
    },
  ),
  built("11.4", "event-source-off", "a rule on a bucket that was never told to send", ({ stack }) => {
    const bucket = new Bucket(stack, "silent", { protect: false });
    new CloudwatchEventRule(stack, "created", {
      name: "stowage-test-created",
      eventPattern: JSON.stringify({ source: ["aws.s3"], detail: { bucket: { name: [bucket.resource.bucket] } } }),
    });
  }),
];
