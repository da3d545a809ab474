import { expect, test } from "vitest";
import { importId } from "./import-ids";

const PLACE = { account: "123456789012", region: "eu-west-1" };

test.each([
  ["aws_iam_role", { name: "scraper-task" }, "scraper-task"],
  ["aws_iam_role_policy", { role: "scraper-task", name: "permissions" }, "scraper-task:permissions"],
  ["aws_iam_policy", { name: "read", path: "/apps/" }, "arn:aws:iam::123456789012:policy/apps/read"],
  [
    "aws_iam_role_policy_attachment",
    { role: "box", policy_arn: "arn:aws:iam::aws:policy/X" },
    "box/arn:aws:iam::aws:policy/X",
  ],
  ["aws_scheduler_schedule", { group_name: "jobs", name: "scraper" }, "jobs/scraper"],
  ["aws_route", { route_table_id: "rtb-1", destination_cidr_block: "0.0.0.0/0" }, "rtb-1_0.0.0.0/0"],
  ["aws_route_table_association", { subnet_id: "subnet-1", route_table_id: "rtb-1" }, "subnet-1/rtb-1"],
  ["aws_sns_topic", { name: "alarms" }, "arn:aws:sns:eu-west-1:123456789012:alarms"],
  ["aws_lb_listener_certificate", { listener_arn: "arn:l", certificate_arn: "arn:c" }, "arn:l_arn:c"],
  ["aws_route53_record", { zone_id: "Z1", name: "a.example.com", type: "A" }, "Z1_a.example.com_A"],
  ["aws_route53_record", { zone_id: "Z1", name: "a.b", type: "A", set_identifier: "blue" }, "Z1_a.b_A_blue"],
  [
    "aws_iam_openid_connect_provider",
    { url: "https://token.actions.githubusercontent.com" },
    "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
  ],
  ["aws_s3_bucket_policy", { bucket: "state" }, "state"],
  ["aws_cloudwatch_metric_alarm", { alarm_name: "cpu" }, "cpu"],
])("knows the import id of %s", (type, values, id) => {
  expect(importId(type, values, PLACE)).toBe(id);
});

test("knows none while an argument is unknown, and none of a type whose id AWS draws", () => {
  expect(importId("aws_route", { destination_cidr_block: "0.0.0.0/0" }, PLACE)).toBeUndefined();
  expect(importId("aws_sns_topic", {}, PLACE)).toBeUndefined();
  expect(importId("aws_vpc", { cidr_block: "10.0.0.0/16" }, PLACE)).toBeUndefined();
});
