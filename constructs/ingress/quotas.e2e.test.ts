import { TerraformStack } from "cdktf";
import { expect, test } from "vitest";
import { balanced } from "../../test/support/balanced";
import { templateOf, withApp } from "../../test/support/template";
import { setNamePrefix } from "../naming";

/** As many services behind one balancer, synthesized. It takes seconds, so it is not with the unit tests. */
function services(count: number) {
  return withApp((app) => {
    const stack = new TerraformStack(app, "test");
    setNamePrefix(stack, "stowage-test");
    const { web } = balanced(stack);
    for (let index = 0; index < count; index++) web(`s${index}`, { hosts: [`s${index}.example.com`] });
    return templateOf(stack);
  });
}

test("100 services behind one balancer synthesize, each with its rule and target group", () => {
  const template = services(100);
  expect(template.codes).toEqual([]);
  expect(Object.keys(template.all("aws_lb_listener_rule"))).toHaveLength(100);
  expect(Object.keys(template.all("aws_lb_target_group"))).toHaveLength(100);
});

test("200 services behind one balancer are refused with the number", () => {
  expect(services(200).findings.map(({ path, got, expected }) => [path, got, expected])).toEqual([
    ["test/s100/route", "101 rules on one load balancer", "at most 100"],
    ["test/s100/route", "101 target groups on one load balancer", "at most 100"],
  ]);
});
