import { DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { GetRoleCommand } from "@aws-sdk/client-iam";
import { GetBucketLifecycleConfigurationCommand } from "@aws-sdk/client-s3";
import type { TerraformStack } from "cdktf";
import { expect, test } from "vitest";
import { exampleApp } from "../../examples/example";
import { askEfs, call } from "../../examples/testing/aws-calls";
import { faults, live, missingTools } from "../../examples/testing/life";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { oneBox } from "../../test/support/one-box";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { DeployRole } from "../security/deploy-role";
import { GithubProvider } from "../security/github-provider";
import { PlanRole } from "../security/plan-role";
import { Task } from "../task/task";
import { AccessPoint } from "./access-point";
import { Bucket } from "./bucket";
import { Database } from "./database";
import { FileSystem } from "./file-system";
import { ImageRepository } from "./image-repository";
import { Queue } from "./queue";
import { Table } from "./table";

const missing = await missingTools();
const title =
  "every option of the stores, and a build's roles, are taken by the provider, kept by AWS, and gone after destroy";

/** One apply for all of them, because a database alone takes two minutes. */
test.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, async () => {
  const build = (outdir: string) => exampleApp({ name: "stores", region: "eu-west-1", outdir }, addStores);
  expect(faults(await live({ build, look }))).toEqual([]);
});

function addStores(stack: TerraformStack): void {
  const alarms = new AlarmTopic(stack, "topic", {});
  const { network, cluster, fleet } = oneBox(stack);
  const database = new Database(stack, "orders", {
    network,
    instanceClass: "db.t4g.micro",
    postgresVersion: "17",
    storageGiB: 20,
    maxStorageGiB: 100,
    rotationDays: 30,
    backupDays: 7,
    protect: false,
    alarms,
  });
  const fileSystem = new FileSystem(stack, "shared", {
    network,
    backups: true,
    protect: false,
    throughput: "elastic",
    infrequentAccessAfterDays: 30,
  });
  const folder = new AccessPoint(stack, "work", { fileSystem, path: "/work", owner: { uid: 33, gid: 33 } });
  new Bucket(stack, "files", { protect: false, events: true, expireAfterDays: 90, keepReplacedDays: 7 });
  new Table(stack, "carts", {
    partitionKey: { name: "customer", type: "string" },
    sortKey: { name: "placed", type: "number" },
    indexes: { "by-day": { partitionKey: { name: "day", type: "string" } } },
    expiresAttribute: "until",
    pointInTimeRecovery: true,
    protect: false,
  });
  new Queue(stack, "jobs", {
    fifo: true,
    visibilityTimeoutSeconds: 120,
    retentionDays: 14,
    alarmAfterMinutes: 5,
    alarms,
  });
  const app = new Task(stack, "app", {
    cluster,
    runOn: fleet,
    cpu: 128,
    memoryMiB: 128,
    container: {
      image: "app:1",
      environment: { ...database.environment },
      secrets: { ...database.secrets },
      mounts: [{ volume: "work", path: "/work" }],
    },
    volumes: [{ name: "work", efs: folder }],
  });
  database.allowFrom(app);
  const provider = new GithubProvider(stack, "github");
  const state = { bucket: "stores-state", reads: ["stores.tfstate"] };
  new PlanRole(stack, "plan", { provider, repository: "acme/stores", state });
  const images = [new ImageRepository(stack, "images", { deleteWithImages: true })];
  new DeployRole(stack, "deploy", {
    provider,
    repository: "acme/stores",
    state: { ...state, writes: state.reads },
    images,
  });
}

async function look(system: AppliedSystem): Promise<void> {
  const { SecurityGroupRules = [] } = await system.aws.ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const opened = SecurityGroupRules.filter(({ IsEgress }) => IsEgress === false).map(({ FromPort, ToPort }) => [
    FromPort,
    ToPort,
  ]);
  expect(opened.sort()).toEqual([
    [2049, 2049],
    [5432, 5432],
  ]);
  const { FileSystems } = await askEfs<{ FileSystems: { FileSystemId: string; ThroughputMode: string }[] }>(
    system,
    "file-systems",
  );
  expect(FileSystems).toMatchObject([{ ThroughputMode: "elastic", Encrypted: true }]);
  expect(await askEfs(system, `file-systems/${FileSystems[0]!.FileSystemId}/backup-policy`)).toEqual({
    BackupPolicy: { Status: "ENABLED" },
  });
  const { Table: table } = await call<{ Table: { GlobalSecondaryIndexes: { IndexName: string }[] } }>(
    system,
    "dynamodb",
    "DescribeTable",
    {
      TableName: "stowage-stores-carts",
    },
  );
  expect(table.GlobalSecondaryIndexes.map(({ IndexName }) => IndexName)).toEqual(["by-day"]);
  const lifecycle = await system.aws.s3.send(
    new GetBucketLifecycleConfigurationCommand({ Bucket: `stowage-stores-files-${system.account}` }),
  );
  const { AssumeRolePolicyDocument } = (
    await system.aws.iam.send(new GetRoleCommand({ RoleName: "stowage-stores-deploy" }))
  ).Role!;
  expect(JSON.parse(decodeURIComponent(AssumeRolePolicyDocument!))).toMatchObject({
    Statement: [
      {
        Principal: { Federated: expect.stringMatching(/:oidc-provider\/token\.actions\.githubusercontent\.com$/) },
        Condition: {
          StringEquals: { "token.actions.githubusercontent.com:sub": "repo:acme/stores:ref:refs/heads/main" },
        },
      },
    ],
  });
  expect(lifecycle.Rules).toMatchObject([
    { Expiration: { Days: 90 }, NoncurrentVersionExpiration: { NoncurrentDays: 7 } },
  ]);
}
