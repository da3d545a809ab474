import { DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand, DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetRolePolicyCommand, ListRolesCommand } from "@aws-sdk/client-iam";
import { GetScheduleCommand, ListSchedulesCommand } from "@aws-sdk/client-scheduler";
import { GetQueueAttributesCommand, ListQueuesCommand } from "@aws-sdk/client-sqs";
import { expect, test } from "vitest";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { askEfs, call } from "../testing/aws-calls";
import { faults, live, missingTools } from "../testing/life";
import { build } from "./main";

const missing = await missingTools();
const title =
  "event-driven lives its whole life: applied, unchanged by a second plan, as promised, destroyed to nothing";

test.skipIf(missing !== undefined)(missing === undefined ? title : `${title} (skipped: ${missing})`, async () => {
  const report = await live({ build, look });
  expect(faults(report)).toEqual([]);
});

async function look(system: AppliedSystem): Promise<void> {
  await objectsStartATask(system);
  await manyObjectsWaitInAQueue(system);
  await workersFollowTheQueue(system);
  await everyHourOneRunAtATime(system);
  await tasksShareAFileSystem(system);
}

interface Targets {
  readonly Targets: readonly {
    readonly Arn: string;
    readonly RoleArn?: string;
    readonly EcsParameters?: { readonly TaskDefinitionArn: string; readonly LaunchType?: string };
    readonly InputTransformer?: { readonly InputPathsMap: object; readonly InputTemplate: string };
    readonly DeadLetterConfig?: { readonly Arn: string };
  }[];
}

const targetOf = async (system: AppliedSystem, Rule: string) =>
  (await call<Targets>(system, "events", "ListTargetsByRule", { Rule })).Targets[0]!;

async function objectsStartATask(system: AppliedSystem): Promise<void> {
  const rule = await call<{ EventPattern: string }>(system, "events", "DescribeRule", {
    Name: "stowage-event-driven-indexer",
  });
  expect(JSON.parse(rule.EventPattern)).toEqual({
    source: ["aws.s3"],
    "detail-type": ["Object Created"],
    detail: {
      bucket: { name: [`stowage-event-driven-files-${system.account}`] },
      object: { key: [{ prefix: "incoming/" }] },
    },
  });
  const target = await targetOf(system, "stowage-event-driven-indexer");
  expect(target.Arn).toMatch(/:cluster\/stowage-event-driven-cluster$/);
  expect(target.EcsParameters?.TaskDefinitionArn).toMatch(/:task-definition\/stowage-event-driven-indexer:1$/);
  expect(target.EcsParameters?.LaunchType).toBeUndefined();
  expect(target.InputTransformer?.InputPathsMap).toEqual({
    OBJECT_KEY: "$.detail.object.key",
    OBJECT_SIZE: "$.detail.object.size",
  });
  // The placeholders reached AWS as they are, and not as Terraform's jsonencode would have written them.
  expect(target.InputTransformer?.InputTemplate).toContain('{"name":"OBJECT_KEY","value":<OBJECT_KEY>}');
  expect(target.DeadLetterConfig?.Arn).toMatch(/:stowage-event-driven-indexer-dead-letters$/);
  expect(await rightsOf(system, target.RoleArn!)).toEqual(["ecs:RunTask", "iam:PassRole"]);
  const table = await call<{ Table: { KeySchema: object[]; BillingModeSummary: { BillingMode: string } } }>(
    system,
    "dynamodb",
    "DescribeTable",
    { TableName: "stowage-event-driven-index" },
  );
  expect(table.Table).toMatchObject({
    KeySchema: [{ AttributeName: "key", KeyType: "HASH" }],
    BillingModeSummary: { BillingMode: "PAY_PER_REQUEST" },
  });
}

async function manyObjectsWaitInAQueue(system: AppliedSystem): Promise<void> {
  const target = await targetOf(system, "stowage-event-driven-bulk");
  expect(target.Arn).toMatch(/:stowage-event-driven-bulk-queue$/);
  expect(target.InputTransformer?.InputTemplate).toBe('{"OBJECT_KEY":<OBJECT_KEY>}');
  const attributes = await queue(system, "stowage-event-driven-bulk-queue");
  expect(attributes.VisibilityTimeout).toBe("60");
  expect(JSON.parse(attributes.Policy!).Statement).toMatchObject([
    { Sid: "RefusePlainHttp", Effect: "Deny" },
    {
      Principal: { Service: "events.amazonaws.com" },
      Condition: { ArnEquals: { "aws:SourceArn": expect.stringMatching(/:rule\/stowage-event-driven-bulk$/) } },
    },
  ]);
  expect(JSON.parse(attributes.RedrivePolicy!)).toMatchObject({ maxReceiveCount: 3 });
}

async function workersFollowTheQueue(system: AppliedSystem): Promise<void> {
  const answer = await call<{ ScalableTargets: { ResourceId: string; MinCapacity: number; MaxCapacity: number }[] }>(
    system,
    "application-autoscaling",
    "DescribeScalableTargets",
    { ServiceNamespace: "ecs" },
  );
  const bounds = answer.ScalableTargets.map((it) => [it.ResourceId.split("/")[2], it.MinCapacity, it.MaxCapacity]);
  expect(bounds.sort()).toEqual([
    ["stowage-event-driven-bulk-worker-service", 0, 2],
    ["stowage-event-driven-worker-service", 1, 3],
  ]);
  const policies = await call<{ ScalingPolicies: { PolicyName: string; PolicyType: string }[] }>(
    system,
    "application-autoscaling",
    "DescribeScalingPolicies",
    { ServiceNamespace: "ecs" },
  );
  expect(policies.ScalingPolicies.map(({ PolicyName, PolicyType }) => `${PolicyType} ${PolicyName}`).sort()).toEqual([
    "StepScaling stowage-event-driven-bulk-worker-wake",
    expect.stringMatching(/^TargetTrackingScaling stowage-event-driven-bulk-worker-service/),
    expect.stringMatching(/^TargetTrackingScaling stowage-event-driven-worker-service/),
  ]);
  const { services } = await system.aws.ecs.send(
    new DescribeServicesCommand({
      cluster: "stowage-event-driven-cluster",
      services: ["stowage-event-driven-worker-service", "stowage-event-driven-bulk-worker-service"],
    }),
  );
  expect(services?.map(({ desiredCount }) => desiredCount)).toEqual([1, 0]);
  expect((await queue(system, "stowage-event-driven-jobs")).ReceiveMessageWaitTimeSeconds).toBe("20");
}

async function everyHourOneRunAtATime(system: AppliedSystem): Promise<void> {
  const { Schedules = [] } = await system.aws.scheduler.send(new ListSchedulesCommand({}));
  const [schedule] = Schedules;
  const { ScheduleExpression, Target } = await system.aws.scheduler.send(
    new GetScheduleCommand({ Name: schedule!.Name, GroupName: schedule!.GroupName }),
  );
  expect(ScheduleExpression).toBe("cron(5 * * * ? *)");
  const { taskDefinition } = await system.aws.ecs.send(
    new DescribeTaskDefinitionCommand({ taskDefinition: Target!.EcsParameters!.TaskDefinitionArn }),
  );
  expect(taskDefinition?.containerDefinitions?.map(({ name, dependsOn = [] }) => [name, dependsOn])).toEqual([
    ["lock", []],
    ["summary", [{ containerName: "lock", condition: "HEALTHY" }]],
  ]);
  const rule = await targetOf(system, "stowage-event-driven-summary-missed");
  expect(rule.Arn).toMatch(/:stowage-event-driven-finished-runs$/);
}

async function tasksShareAFileSystem(system: AppliedSystem): Promise<void> {
  const { FileSystems } = await askEfs<{ FileSystems: { FileSystemId: string; Encrypted: boolean }[] }>(
    system,
    "file-systems",
  );
  expect(FileSystems).toMatchObject([{ Encrypted: true }]);
  const { MountTargets } = await askEfs<{ MountTargets: { AvailabilityZoneName: string }[] }>(
    system,
    `mount-targets?FileSystemId=${FileSystems[0]!.FileSystemId}`,
  );
  expect(new Set(MountTargets.map(({ AvailabilityZoneName }) => AvailabilityZoneName)).size).toBe(2);
  const { AccessPoints } = await askEfs<{ AccessPoints: { RootDirectory: { Path: string } }[] }>(
    system,
    "access-points",
  );
  expect(AccessPoints).toMatchObject([{ RootDirectory: { Path: "/work" }, PosixUser: { Uid: 1000, Gid: 1000 } }]);
  const { SecurityGroupRules = [] } = await system.aws.ec2.send(new DescribeSecurityGroupRulesCommand({}));
  const nfs = SecurityGroupRules.filter(({ FromPort }) => FromPort === 2049);
  expect(nfs).toMatchObject([{ ToPort: 2049, IpProtocol: "tcp", IsEgress: false, ReferencedGroupInfo: {} }]);
}

async function queue(system: AppliedSystem, name: string): Promise<Record<string, string>> {
  const { QueueUrls = [] } = await system.aws.sqs.send(new ListQueuesCommand({ QueueNamePrefix: name }));
  const QueueUrl = QueueUrls.find((url) => url.endsWith(`/${name}`));
  const { Attributes = {} } = await system.aws.sqs.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }),
  );
  return Attributes;
}

/** The actions that the one policy of a role allows. */
async function rightsOf(system: AppliedSystem, arn: string): Promise<string[]> {
  const { Roles = [] } = await system.aws.iam.send(new ListRolesCommand({}));
  const { RoleName } = Roles.find(({ Arn }) => Arn === arn)!;
  const answer = await system.aws.iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: "permissions" }));
  const { Statement } = JSON.parse(decodeURIComponent(answer.PolicyDocument!)) as { Statement: { Action: string[] }[] };
  return Statement.flatMap(({ Action }) => Action).sort();
}
