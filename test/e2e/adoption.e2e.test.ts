import { CreateNetworkInterfaceCommand, CreateSecurityGroupCommand } from "@aws-sdk/client-ec2";
import { CreateLoadBalancerCommand, CreateTargetGroupCommand } from "@aws-sdk/client-elastic-load-balancing-v2";
import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { execa, execaSync } from "execa";
import { describe, expect, test } from "vitest";
import type { Leftovers } from "../../ops/emulator/emulator";
import type { AwsClients } from "../../ops/rehearsal/aws-clients";
import { explainOutside } from "../../ops/terraform/adoption/explain";
import { findOutsideState } from "../../ops/terraform/adoption/find-outside-state";
import { type Adoption, IMPORTS_FILE, importsJson } from "../../ops/terraform/adoption/import-blocks";
import type { Resource } from "../../ops/terraform/plan";
import { instant } from "./fixtures/cheap";
import { REGION, STATE_BUCKET, type StackFixture } from "./fixtures/synthesis";
import { addFile, emulateTerraform } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";
import { looking } from "./support/looking";

const { tools, skipped } = localTools();
const hasAwsCli = !execaSync("aws", ["--version"], { reject: false }).failed;
const withoutCli = hasAwsCli ? "" : " (skipped: there is no AWS CLI on this machine)";

describe.skipIf(tools === undefined)(`resources that the state has lost${skipped}`, () => {
  test("are all found, those with names, those with tags only, and those that hang on others; adopting them changes nothing", async () => {
    if (tools === undefined) return;
    await using world = await emulateTerraform(tools);
    const one = await world.stack("lost", lostSystem);
    await one.terraform.init();
    await one.terraform.apply();
    const { resources } = await one.terraform.pullState();
    await world.aws.s3.send(new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: "lost.tfstate" }));
    expect((await one.terraform.pullState()).resources).toEqual([]);

    const { adoptions, strangers } = await findOutsideState(looking(one, world));
    expect(strangers).toEqual([]);
    expect(adoptions.map(({ address }) => address)).toEqual(resources.map(({ address }) => address).toSorted());

    await addFile(one, IMPORTS_FILE, importsJson(adoptions));
    await one.terraform.apply();
    expect((await one.terraform.plan("after.plan")).planned).toEqual([]);
    const ids = ({ values }: { values: Readonly<Record<string, unknown>> }) => values.id;
    expect((await one.terraform.pullState()).resources.map(ids).toSorted()).toEqual(resources.map(ids).toSorted());
  });
});

describe.skipIf(tools === undefined || !hasAwsCli)(`what a second apply made again${skipped}${withoutCli}`, () => {
  test("is named as strangers with everything inside, and goes by typing what is printed", async () => {
    if (tools === undefined) return;
    await using world = await emulateTerraform(tools);
    const one = await world.stack("twice", nameless);
    const bare = await world.emulator.leftovers();
    await one.terraform.init();
    await one.terraform.apply();
    const once = counts(await world.emulator.leftovers());
    // the state is lost, as a killed run loses it, and whoever applies again gets all of it a second time
    await world.aws.s3.send(new DeleteObjectCommand({ Bucket: STATE_BUCKET, Key: "twice.tfstate" }));
    const lost = await findOutsideState(looking(one, world));
    expect(lost.adoptions.length).toBeGreaterThan(10);
    await one.terraform.apply();
    await foreignThings(world.aws, (await one.terraform.pullState()).resources, lost.adoptions);

    const outside = await findOutsideState(looking(one, world));
    expect(outside.adoptions).toEqual([]);
    const strange = new Set(outside.strangers.map(({ kind }) => kind));
    expect([...strange].toSorted()).toEqual([
      "ec2:elastic-ip",
      "ec2:internet-gateway",
      "ec2:network-interface",
      "ec2:route-table",
      "ec2:security-group",
      "ec2:security-group-rule",
      "ec2:subnet",
      "ec2:vpc",
      "ec2:vpc-endpoint",
      "elasticloadbalancing:loadbalancer",
      "elasticloadbalancing:targetgroup",
    ]);
    const held = new Set((await one.terraform.pullState()).resources.map(({ values }) => values.id));
    expect(outside.strangers.filter(({ id }) => held.has(id))).toEqual([]);

    const printed = explainOutside("twice", outside, REGION).split("\n");
    for (const line of printed.filter((text) => text.startsWith("  aws "))) {
      await execa("bash", ["-c", line], { env: { ...world.env, AWS_PAGER: "" } });
    }
    expect(counts(await world.emulator.leftovers())).toEqual(once);
    expect(await findOutsideState(looking(one, world))).toEqual({ adoptions: [], strangers: [] });
    expect((await one.terraform.plan("after.plan")).planned).toEqual([]);
    await one.terraform.destroy();
    expect(await world.emulator.leftovers()).toEqual(bare);
  });
});

/** Things in the first VPC that carry no tag of the stack: somebody's group, interface, balancer and target group. */
async function foreignThings(
  { ec2, balancing }: AwsClients,
  held: readonly Resource[],
  lost: readonly Adoption[],
): Promise<void> {
  const ids = (prefix: string) =>
    lost.flatMap(({ id }) => (id.startsWith(`${prefix}-`) && !id.includes("/") ? [id] : []));
  const [vpc = ""] = ids("vpc");
  const subnets = ids("subnet");
  expect(held.map(({ values }) => values.id)).not.toContain(vpc);
  await ec2.send(new CreateNetworkInterfaceCommand({ SubnetId: subnets[0] }));
  await ec2.send(new CreateSecurityGroupCommand({ GroupName: "other", Description: "of another", VpcId: vpc }));
  await balancing.send(new CreateLoadBalancerCommand({ Name: "other", Subnets: subnets }));
  await balancing.send(new CreateTargetGroupCommand({ Name: "other", VpcId: vpc, Protocol: "HTTP", Port: 80 }));
}

function counts(leftovers: Leftovers): Record<string, number> {
  return Object.fromEntries(Object.entries(leftovers).map(([kind, names]) => [kind, names.length]));
}

/** Nothing in it has a name that AWS would refuse a second time. */
const nameless: StackFixture = {
  resource: {
    aws_vpc: { main: { cidr_block: "10.0.0.0/16", tags: { Name: "twice" } } },
    aws_subnet: {
      a: {
        vpc_id: "${aws_vpc.main.id}",
        cidr_block: "10.0.0.0/24",
        availability_zone: `${REGION}a`,
        tags: { Name: "twice-a" },
      },
      b: {
        vpc_id: "${aws_vpc.main.id}",
        cidr_block: "10.0.1.0/24",
        availability_zone: `${REGION}b`,
        tags: { Name: "twice-b" },
      },
    },
    aws_internet_gateway: { main: { vpc_id: "${aws_vpc.main.id}", tags: { Name: "twice" } } },
    aws_route_table: { main: { vpc_id: "${aws_vpc.main.id}", tags: { Name: "twice" } } },
    aws_route: {
      out: {
        route_table_id: "${aws_route_table.main.id}",
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: "${aws_internet_gateway.main.id}",
      },
    },
    aws_route_table_association: {
      a: { subnet_id: "${aws_subnet.a.id}", route_table_id: "${aws_route_table.main.id}" },
    },
    aws_vpc_endpoint: {
      s3: {
        vpc_id: "${aws_vpc.main.id}",
        service_name: `com.amazonaws.${REGION}.s3`,
        route_table_ids: ["${aws_route_table.main.id}"],
      },
    },
    // all tags the same, as where a construct gives them no name
    aws_eip: { one: { domain: "vpc" }, other: { domain: "vpc" } },
    aws_default_security_group: { closed: { vpc_id: "${aws_vpc.main.id}" } },
    aws_security_group: {
      box: { name: "twice-box", vpc_id: "${aws_vpc.main.id}", description: "box" },
      balancer: { name: "twice-balancer", vpc_id: "${aws_vpc.main.id}", description: "balancer" },
    },
    aws_vpc_security_group_ingress_rule: {
      http: ingress("box", { from_port: 80, to_port: 80, ip_protocol: "tcp", cidr_ipv4: "0.0.0.0/0" }),
      http6: ingress("box", { from_port: 80, to_port: 80, ip_protocol: "tcp", cidr_ipv6: "::/0" }),
      https: ingress("box", { from_port: 443, to_port: 443, ip_protocol: "tcp", cidr_ipv4: "0.0.0.0/0" }),
      ports: ingress("box", {
        ip_protocol: "udp",
        from_port: 80,
        to_port: 80,
        referenced_security_group_id: "${aws_security_group.balancer.id}",
      }),
      back: ingress("balancer", {
        ip_protocol: "-1",
        referenced_security_group_id: "${aws_security_group.box.id}",
      }),
    },
    aws_vpc_security_group_egress_rule: {
      all: {
        security_group_id: "${aws_security_group.box.id}",
        ip_protocol: "-1",
        cidr_ipv4: "0.0.0.0/0",
      },
    },
  },
};

function ingress(group: string, rule: object): object {
  return { security_group_id: `\${aws_security_group.${group}.id}`, ...rule };
}

const lostSystem: StackFixture = {
  resource: {
    ...instant("lost"),
    aws_vpc: { main: { cidr_block: "10.0.0.0/16", tags: { Name: "lost" } } },
    aws_subnet: {
      a: { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.0.0/24", tags: { Name: "lost-a" } },
      b: { vpc_id: "${aws_vpc.main.id}", cidr_block: "10.0.1.0/24", tags: { Name: "lost-b" } },
    },
    aws_internet_gateway: { main: { vpc_id: "${aws_vpc.main.id}", tags: { Name: "lost" } } },
    aws_route_table: { main: { vpc_id: "${aws_vpc.main.id}", tags: { Name: "lost" } } },
    aws_route: {
      out: {
        route_table_id: "${aws_route_table.main.id}",
        destination_cidr_block: "0.0.0.0/0",
        gateway_id: "${aws_internet_gateway.main.id}",
      },
    },
    aws_route_table_association: {
      a: { subnet_id: "${aws_subnet.a.id}", route_table_id: "${aws_route_table.main.id}" },
    },
    aws_security_group: {
      box: { name: "lost-box", vpc_id: "${aws_vpc.main.id}", description: "box", tags: { Name: "lost" } },
    },
    aws_launch_template: { box: { name: "lost-box", instance_type: "t3.micro" } },
    aws_iam_role_policy: { task: { name: "read", role: "${aws_iam_role.task.name}", policy: policy("s3:GetObject") } },
    aws_secretsmanager_secret: { database: { name: "lost/database" } },
    aws_sns_topic: { alarms: { name: "lost-alarms" } },
    aws_scheduler_schedule_group: { jobs: { name: "lost-jobs" } },
    aws_ecr_repository: { web: { name: "lost/web" } },
  },
};

function policy(action: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: "*" }] });
}
