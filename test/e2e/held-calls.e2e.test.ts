import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import type { StackFixture } from "./fixtures/synthesis";
import { type EmulatedTerraform, emulateTerraform, REQUEST_LOG } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";

const { tools, skipped } = localTools();

const Line = z.object({ action: z.string(), status: z.number(), error: z.string().optional() });

/** What AWS refuses until something else has happened: the provider has to repeat it, or a sound system could not be made. */
describe.skipIf(tools === undefined)(`calls that AWS refuses for a while${skipped}`, { concurrent: true }, () => {
  let world: EmulatedTerraform;
  beforeAll(async () => {
    if (tools !== undefined) world = await emulateTerraform(tools);
  });
  afterAll(() => world?.[Symbol.asyncDispose]());

  test("a schedule with a role of this second is repeated until Scheduler knows the role", async () => {
    await applied("young", youngRole());
    expect(await answers("CreateSchedule")).toEqual([
      expect.stringContaining("must allow AWS EventBridge Scheduler to assume the role"),
      "made",
    ]);
  });

  test("a service is repeated until a listener forwards to its target group", async () => {
    await applied("early", earlyService());
    expect(await answers("CreateService")).toEqual([
      expect.stringContaining("does not have an associated load balancer"),
      "made",
    ]);
  });

  test("a queue is repeated until its name is free again", async () => {
    const queue = await applied("again", { resource: { aws_sqs_queue: { jobs: { name: "jobs" } } } });
    await queue.terraform.destroy();
    await queue.terraform.apply();
    expect(await answers("CreateQueue")).toEqual(["made", expect.stringContaining("QueueDeletedRecently"), "made"]);
  });

  async function applied(name: string, fixture: StackFixture) {
    const stack = await world.stack(name, fixture);
    await stack.terraform.init();
    await stack.terraform.apply();
    return stack;
  }

  /** How each call of that action ended, repetitions as one. */
  async function answers(action: string): Promise<string[]> {
    const lines = (await readFile(path.join(world.workFolder, REQUEST_LOG), "utf8")).trim().split("\n");
    const calls = lines.map((line) => Line.parse(JSON.parse(line))).filter((line) => line.action === action);
    const ends = calls.map(({ status, error }) => (status < 400 ? "made" : (error ?? "")));
    return ends.filter((end, index) => end === "made" || ends[index - 1] === "made" || index === 0);
  }
});

function youngRole(): StackFixture {
  const statement = { Effect: "Allow", Principal: { Service: "scheduler.amazonaws.com" }, Action: "sts:AssumeRole" };
  const trust = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const target = {
    arn: "arn:aws:scheduler:::aws-sdk:sqs:purgeQueue",
    role_arn: "${aws_iam_role.young.arn}",
    input: "{}",
  };
  return {
    resource: {
      aws_iam_role: { young: { name: "young", assume_role_policy: trust } },
      aws_scheduler_schedule: {
        purge: { name: "purge", schedule_expression: "rate(1 day)", flexible_time_window: { mode: "OFF" }, target },
      },
    },
  };
}

/** The service names the target group only, so Terraform makes it beside the balancer. */
function earlyService(): StackFixture {
  const subnet = (number: number, zone: string) => ({
    vpc_id: "${aws_vpc.net.id}",
    cidr_block: `10.0.${number}.0/24`,
    availability_zone: `eu-central-1${zone}`,
  });
  const containers = [{ name: "web", image: "web", memory: 64, portMappings: [{ containerPort: 80, hostPort: 0 }] }];
  const forward = { type: "forward", target_group_arn: "${aws_lb_target_group.web.arn}" };
  const behind = { target_group_arn: "${aws_lb_target_group.web.arn}", container_name: "web", container_port: 80 };
  return {
    resource: {
      aws_vpc: { net: { cidr_block: "10.0.0.0/16" } },
      aws_subnet: { a: subnet(0, "a"), b: subnet(1, "b") },
      aws_lb: { web: { name: "early", internal: true, subnets: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] } },
      aws_lb_target_group: { web: { name: "early", port: 80, protocol: "HTTP", vpc_id: "${aws_vpc.net.id}" } },
      aws_lb_listener: {
        web: { load_balancer_arn: "${aws_lb.web.arn}", port: 80, protocol: "HTTP", default_action: forward },
      },
      aws_ecs_cluster: { early: { name: "early" } },
      aws_ecs_task_definition: { web: { family: "early", container_definitions: JSON.stringify(containers) } },
      aws_ecs_service: {
        web: {
          name: "early",
          cluster: "${aws_ecs_cluster.early.arn}",
          task_definition: "${aws_ecs_task_definition.web.arn}",
          desired_count: 1,
          load_balancer: behind,
        },
      },
    },
  };
}
