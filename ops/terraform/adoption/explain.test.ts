import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { explainOutside } from "./explain";
import { importsHcl, importsJson } from "./import-blocks";
import { removalLines } from "./removal";
import { nameInArn, type Thing, thingOfArn } from "./thing";

const adoptions = [{ address: "aws_iam_role.task", id: "scraper-task" }];

test("prints import blocks in both syntaxes", () => {
  expect(JSON.parse(importsJson(adoptions))).toEqual({ import: [{ to: "aws_iam_role.task", id: "scraper-task" }] });
  expect(importsHcl(adoptions)).toBe('import {\n  to = aws_iam_role.task\n  id = "scraper-task"\n}');
  const text = explainOutside("dev-app", { adoptions, strangers: [] }, "eu-west-1");
  expect(text).toContain("[outside-state] 1 resource exists that the state of dev-app does not know");
  expect(text).not.toContain("to remove");
});

test("says one true sentence where nothing is outside", () => {
  const text = explainOutside("dev-app", { adoptions: [], strangers: [] }, "eu-west-1");
  expect(text).toBe("nothing of dev-app exists outside its state");
});

test("tells what to remove before what to adopt, and offers no empty import", () => {
  const vpc = { kind: "ec2:vpc", id: "vpc-1", name: "stowage-dev-network" };
  const both = explainOutside("dev-platform", { adoptions, strangers: [vpc] }, "eu-west-1");
  expect(both.indexOf("aws --region eu-west-1 ec2 delete-vpc --vpc-id vpc-1")).toBeLessThan(both.indexOf("to adopt"));
  expect(explainOutside("dev-platform", { adoptions: [], strangers: [vpc] }, "eu-west-1")).not.toContain("import");
});

test("removes what uses something before what is used", () => {
  const kinds = ["vpc", "subnet", "security-group", "internet-gateway", "natgateway", "elastic-ip", "vpc-endpoint"];
  const things: Thing[] = kinds.map((kind) => ({ kind: `ec2:${kind}`, id: kind, on: "vpc-1" }));
  const balancer = thingOfArn("arn:aws:elasticloadbalancing:eu-west-1:1:loadbalancer/app/main/1");
  const commands = removalLines([...things, balancer], "eu-west-1").filter((line) => line.startsWith("aws"));
  const first = (word: string) => commands.findIndex((line) => line.includes(word));
  const order = ["delete-load-balancer", "delete-nat-gateway", "release-address", "delete-security-group"];
  const then = ["delete-subnet", "delete-internet-gateway", "delete-vpc "];
  const places = [...order, ...then].map(first);
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("waits for the instances of a group, and takes no address from what has let go of it by then", () => {
  const group = thingOfArn(
    "arn:aws:autoscaling:eu-west-1:1:autoScalingGroup:uuid:autoScalingGroupName/stowage-dev-fleet",
  );
  const address = { kind: "ec2:elastic-ip", id: "eipalloc-1", on: "eipassoc-1" };
  const commands = (...things: Thing[]) => removalLines(things, "eu-west-1").filter((line) => line.startsWith("aws"));
  expect(commands({ ...group, on: "i-1 i-2" }, address)).toEqual([
    "aws --region eu-west-1 autoscaling delete-auto-scaling-group --force-delete --auto-scaling-group-name stowage-dev-fleet",
    "aws --region eu-west-1 ec2 wait instance-terminated --instance-ids i-1 i-2",
    "aws --region eu-west-1 ec2 release-address --allocation-id eipalloc-1",
  ]);
  expect(commands(address)[0]).toContain("disassociate-address --association-id eipassoc-1");
});

test("names what it has no command for, and warns of data", () => {
  const lines = removalLines(
    [thingOfArn("arn:aws:new:eu-west-1:1:thing/1"), thingOfArn("arn:aws:dynamodb:eu-west-1:1:table/orders")],
    "eu-west-1",
  );
  expect(lines).toEqual([
    "# table, look first: it may hold data",
    "aws --region eu-west-1 dynamodb delete-table --table-name orders",
    "# arn:aws:new:eu-west-1:1:thing/1: no command is known here, look at it yourself",
  ]);
});

test("a name never becomes a part of the command", () => {
  const rule = thingOfArn("arn:aws:cloudwatch:eu-west-1:1:alarm:it's; echo $HOME");
  const [, command = ""] = removalLines([rule], "eu-west-1");
  const words = execFileSync("bash", ["-c", `aws() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" });
  expect(words.trim().split("\n").at(-1)).toBe("it's; echo $HOME");
});

test.each([
  ["arn:aws:sqs:eu-west-1:1:jobs", "sqs:queue", "jobs"],
  ["arn:aws:sns:eu-west-1:1:alarms", "sns:topic", "alarms"],
  ["arn:aws:s3:::bucket", "s3:bucket", "bucket"],
  ["arn:aws:logs:eu-west-1:1:log-group:/a/b", "logs:log-group", "/a/b"],
  ["arn:aws:ecs:eu-west-1:1:task-definition/web:3", "ecs:task-definition", "web:3"],
  ["arn:aws:elasticfilesystem:eu-west-1:1:file-system/fs-1", "elasticfilesystem:file-system", "fs-1"],
  ["arn:aws:route53:::hostedzone/Z1", "route53:hostedzone", "Z1"],
])("reads %s", (arn, kind, name) => {
  expect(thingOfArn(arn).kind).toBe(kind);
  expect(nameInArn(arn)).toBe(name);
});
