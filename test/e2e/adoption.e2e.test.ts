import { DeleteObjectCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { findOutsideState } from "../../ops/terraform/adoption/find-outside-state";
import { IMPORTS_FILE, importsJson } from "../../ops/terraform/adoption/import-blocks";
import { instant } from "./fixtures/cheap";
import { ACCOUNT, REGION, STATE_BUCKET, type StackFixture } from "./fixtures/synthesis";
import { addFile, emulateTerraform } from "./support/emulated-terraform";
import { localTools } from "./support/local-tools";

const { tools, skipped } = localTools();

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

    const place = { account: ACCOUNT, region: REGION };
    const { adoptions, ambiguous } = await findOutsideState(one.terraform, place, world.aws);
    expect(ambiguous).toEqual({});
    expect(adoptions.map(({ address }) => address)).toEqual(resources.map(({ address }) => address).toSorted());

    await addFile(one, IMPORTS_FILE, importsJson(adoptions));
    await one.terraform.apply();
    expect((await one.terraform.plan("after.plan")).planned).toEqual([]);
    const ids = ({ values }: { values: Readonly<Record<string, unknown>> }) => values.id;
    expect((await one.terraform.pullState()).resources.map(ids).toSorted()).toEqual(resources.map(ids).toSorted());
  });
});

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
