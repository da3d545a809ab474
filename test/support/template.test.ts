import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { Fn } from "cdktf";
import { expect, test } from "vitest";
import { jsonText } from "../../constructs/task/json-text";
import { aStack, containers } from "./template";

test("asking an empty stack for a resource fails and says what there is", () => {
  expect(() => aStack(() => {}).one("aws_ecs_cluster")).toThrow(/found 0/);
});

test("asking for one of two resources fails", () => {
  const template = aStack((stack) => {
    new EcsCluster(stack, "a", { name: "a" });
    new EcsCluster(stack, "b", { name: "b" });
  });
  expect(() => template.one("aws_ecs_cluster")).toThrow(/aws_ecs_cluster.a, aws_ecs_cluster.b/);
  expect(template.one("aws_ecs_cluster", "b")).toMatchObject({ name: "b" });
});

test("container definitions can be read back, expressions and quotes included", () => {
  const template = aStack((stack) => {
    const cluster = new EcsCluster(stack, "a", { name: "a" });
    const text = jsonText([
      { name: 'say "hi" to ${USER}', value: cluster.arn, joined: Fn.join("-", [cluster.name, "x"]) },
    ]);
    new EcsCluster(stack, "b", { name: text });
  });
  expect(containers(template.one("aws_ecs_cluster", "b").name)).toEqual([
    {
      name: 'say "hi" to $${USER}',
      value: "${aws_ecs_cluster.a.arn}",
      joined: '${join("-", [aws_ecs_cluster.a.name, "x"])}',
    },
  ]);
});
