import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { DescribeSecurityGroupRulesCommand, DescribeSecurityGroupsCommand } from "@aws-sdk/client-ec2";
import { DescribeServicesCommand } from "@aws-sdk/client-ecs";
import { ListSecretsCommand, PutSecretValueCommand, RotateSecretCommand } from "@aws-sdk/client-secrets-manager";
import { expect, test } from "vitest";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { SeenLoadBalancer } from "../testing/elastic-load-balancing";
import { jsonApi, restApi } from "../testing/emulated-api";
import { faults, live, missingTools } from "../testing/life";
import { NextPlan } from "../testing/next-plan";
import { build, DOMAIN } from "./main";

const missing = await missingTools();
const STACK = "web-and-worker";
const NAME = `stowage-${STACK}`;
const SECRET = { sign_in_client_secret: "a-secret-of-the-test" };

test.skipIf(missing !== undefined)(missing === undefined ? "web-and-worker lives" : `skipped: ${missing}`, async () => {
  expect(faults(await live({ build, look, variables: { [STACK]: SECRET } }))).toEqual([]);
});

async function look(system: AppliedSystem): Promise<void> {
  await Promise.all([seeEntrance(system), seeNames(system), seeDatabase(system)]);
  await seeRotation(system);
  const next = await NextPlan.of(system, STACK);
  await next.set(SECRET);
  expect(await next.changes()).toEqual([]);
  await seeSmallChanges(next);
  await seeStopAndStart(next, system);
}

async function seeEntrance(system: AppliedSystem): Promise<void> {
  const balancer = await SeenLoadBalancer.named(system, `${NAME}-balancer`);
  expect(balancer.zones).toBe(2);
  const [http, https] = await balancer.listeners();
  expect(http).toMatchObject({ port: 80, protocol: "HTTP", otherwise: "redirect" });
  expect(https).toMatchObject({
    port: 443,
    protocol: "HTTPS",
    sslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
    otherwise: "fixed-response",
  });
  expect(await balancer.rules(https!.arn)).toEqual([
    {
      priority: "50",
      conditions: [`host-header=${DOMAIN}`, "path-pattern=/admin,/admin/*"],
      actions: ["authenticate-oidc", "forward"],
    },
    { priority: "100", conditions: [`host-header=${DOMAIN}`], actions: ["forward"] },
    { priority: "200", conditions: [`host-header=api.${DOMAIN}`, "path-pattern=/v1/*"], actions: ["forward"] },
    { priority: "300", conditions: [`host-header=www.${DOMAIN}`], actions: ["redirect"] },
  ]);
  expect(await balancer.targetGroups()).toMatchObject([
    {
      name: `${NAME}-web`,
      type: "ip",
      healthCheckPath: "/",
      attributes: {
        "deregistration_delay.timeout_seconds": "20",
        "stickiness.enabled": "true",
        "stickiness.type": "lb_cookie",
        "stickiness.lb_cookie.duration_seconds": "86400",
      },
    },
  ]);
}

async function seeNames(system: AppliedSystem): Promise<void> {
  const zones = await restApi(system, "route53", "/2013-04-01/hostedzone");
  const id = zones("HostedZone > Id").first().text().replace("/hostedzone/", "");
  const records = await restApi(system, "route53", `/2013-04-01/hostedzone/${id}/rrset`);
  const aliases = records("ResourceRecordSet")
    .toArray()
    .filter((element) => records(element).find("AliasTarget").length > 0)
    .map((element) => records(element).children("Name").text());
  expect(aliases.sort()).toEqual([`\\052.${DOMAIN}.`, `${DOMAIN}.`]);
}

/** Exactly two groups may connect to the database, on exactly one port: the two services'. */
async function seeDatabase({ aws }: AppliedSystem): Promise<void> {
  const { SecurityGroups = [] } = await aws.ec2.send(new DescribeSecurityGroupsCommand({}));
  const idOf = (name: string) =>
    SecurityGroups.find(({ GroupName }) => GroupName?.startsWith(`${NAME}-${name}-`))?.GroupId;
  const { SecurityGroupRules = [] } = await aws.ec2.send(
    new DescribeSecurityGroupRulesCommand({ Filters: [{ Name: "group-id", Values: [idOf("database-firewall")!] }] }),
  );
  const admitted = SecurityGroupRules.filter(({ IsEgress }) => IsEgress === false).map((rule) => ({
    from: rule.ReferencedGroupInfo?.GroupId,
    range: rule.CidrIpv4,
    ports: [rule.FromPort, rule.ToPort],
  }));
  const expected = ["web-task-firewall", "worker-task-firewall"].map((name) => ({
    from: idOf(name),
    range: undefined,
    ports: [5432, 5432],
  }));
  expect(admitted).toHaveLength(2);
  expect(admitted).toEqual(expect.arrayContaining(expected));
}

/** A new value redeploys who has it injected, and nobody else: the database's password both, the cookies' key the web. */
async function seeRotation(system: AppliedSystem): Promise<void> {
  const { secrets } = system.aws;
  const { SecretList = [] } = await secrets.send(new ListSecretsCommand({}));
  const arnOf = (part: string) => SecretList.find(({ Name }) => Name?.includes(part))?.ARN;
  const redeployed = async (change: () => Promise<unknown>) => {
    const before = await deployments(system);
    await change();
    const after = await deployments(system);
    return Object.keys(before).filter((name) => before[name] !== after[name]);
  };
  const rotation = () => secrets.send(new RotateSecretCommand({ SecretId: arnOf("rds!") }));
  expect(await redeployed(rotation)).toEqual([`${NAME}-web`, `${NAME}-worker`]);
  const key = { SecretId: arnOf("session-key"), SecretString: "another" };
  expect(await redeployed(() => secrets.send(new PutSecretValueCommand(key)))).toEqual([`${NAME}-web`]);
  const machine = `arn:aws:states:eu-west-1:123456789012:stateMachine:${NAME}-worker-rotation`;
  const found = await jsonApi(system, "states", "AWSStepFunctions.DescribeStateMachine", { stateMachineArn: machine });
  expect(JSON.parse(String(found.definition))).toMatchObject({
    States: { Redeploy: { Parameters: { Service: `${NAME}-worker`, ForceNewDeployment: true } } },
  });
  expect(found.roleArn).toBe(`arn:aws:iam::123456789012:role/${NAME}-worker-rotation`);
}

/** The newest deployment of each service. */
async function deployments({ aws }: AppliedSystem): Promise<Record<string, string | undefined>> {
  const services = [`${NAME}-web`, `${NAME}-worker`];
  const found = await aws.ecs.send(new DescribeServicesCommand({ cluster: `${NAME}-cluster`, services }));
  return Object.fromEntries((found.services ?? []).map((it) => [it.serviceName, it.deployments?.[0]?.id]));
}

async function seeSmallChanges(next: NextPlan): Promise<void> {
  await next.set({ ...SECRET, web_image: "public.ecr.aws/docker/library/nginx:1.28-alpine" });
  expect(await next.changes()).toEqual(["aws_ecs_service: update", "aws_ecs_task_definition: delete and create"]);
  await next.set(SECRET);
  await next.edit((text) => text.replaceAll(`"www.${DOMAIN}"`, `"web.${DOMAIN}"`));
  expect(await next.changes()).toEqual(["aws_lb_listener_rule: update"]);
  await next.edit((text) => text.replaceAll(`"web.${DOMAIN}"`, `"www.${DOMAIN}"`));
  // A target group can go only when no rule leads to it any more.
  await next.edit((text) => text.replace('"protocol_version": "HTTP1"', '"protocol_version": "HTTP2"'));
  expect(await next.changes()).toEqual([
    "aws_ecs_service: update",
    "aws_lb_listener_rule: delete and create",
    "aws_lb_listener_rule: delete and create",
    "aws_lb_listener_rule: delete and create",
    "aws_lb_target_group: delete and create",
  ]);
  await next.edit((text) => text.replace('"protocol_version": "HTTP2"', '"protocol_version": "HTTP1"'));
}

async function seeStopAndStart(next: NextPlan, system: AppliedSystem): Promise<void> {
  for (const [running, wanted] of [
    [false, 0],
    [true, 1],
  ] as const) {
    await next.set({ ...SECRET, running });
    expect(await next.changes()).toEqual([
      "aws_autoscaling_group: update",
      "aws_ecs_service: update",
      "aws_ecs_service: update",
    ]);
    await next.apply();
    expect(await sizes(system)).toEqual({ copies: [wanted, wanted], hosts: wanted });
  }
}

async function sizes({ aws }: AppliedSystem): Promise<{ copies: (number | undefined)[]; hosts: number | undefined }> {
  const services = [`${NAME}-web`, `${NAME}-worker`];
  const found = await aws.ecs.send(new DescribeServicesCommand({ cluster: `${NAME}-cluster`, services }));
  const { AutoScalingGroups } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
  return {
    copies: (found.services ?? []).map(({ desiredCount }) => desiredCount),
    hosts: AutoScalingGroups?.[0]?.MinSize,
  };
}
