import { describe, expect, test } from "vitest";
import { balanced } from "../../test/support/balanced";
import { aStack, statements } from "../../test/support/template";
import type { ServiceProps } from "./service";

const service = (changes: Partial<ServiceProps> = {}) =>
  aStack((stack) => void balanced(stack).service("web", changes));

describe("a deployment", () => {
  test("that does not become healthy is rolled back, and the apply waits for it and says where to look", () => {
    const resource = service().one("aws_ecs_service");
    expect(resource).toMatchObject({
      deployment_circuit_breaker: { enable: true, rollback: true },
      wait_for_steady_state: true,
      timeouts: { create: "15m", update: "15m", delete: "15m" },
    });
    const [check] = (resource.lifecycle as { postcondition: { condition: string; error_message: string }[] })
      .postcondition;
    expect(check!.condition).toMatch(/^\$\{self\.task_definition == aws_ecs_task_definition\.web_task_\w+\.arn\}$/);
    expect(check!.error_message).toContain("look at the service's events");
  });

  test("is waited for as long as asked", () => {
    expect(service({ settleMinutes: 30 }).one("aws_ecs_service").timeouts).toMatchObject({ update: "30m" });
  });

  test("keeps and adds copies as the placement allows, or as asked", () => {
    const percents = (changes: Partial<ServiceProps>) => {
      const resource = service(changes).one("aws_ecs_service");
      return [resource.deployment_minimum_healthy_percent, resource.deployment_maximum_percent];
    };
    expect(percents({})).toEqual([100, 200]);
    expect(percents({ expose: { hostPort: 80 } })).toEqual([0, 100]);
    expect(percents({ desiredCount: 4, minimumHealthyPercent: 50, maximumPercent: 150 })).toEqual([50, 150]);
  });

  test("of two environments side by side is refused: this release of the provider does not know it", () => {
    expect(service({ deployment: "blue-green" }).findings).toMatchObject([
      {
        code: "blue-green-unsupported",
        expected: expect.stringContaining("5.100.0"),
        fix: expect.stringContaining("weighted"),
      },
    ]);
  });
});

test("a shell in the container is off, and with it comes what it needs", () => {
  const permission = (template: ReturnType<typeof service>) =>
    Object.values(template.all("aws_iam_role_policy"))
      .flatMap((policy) => statements(policy.policy))
      .find(({ Sid }) => Sid === "ExecuteCommand");
  expect(service().one("aws_ecs_service").enable_execute_command).toBe(false);
  expect(permission(service())).toBeUndefined();
  const open = service({ executeCommand: true });
  expect(open.one("aws_ecs_service").enable_execute_command).toBe(true);
  expect(permission(open)?.Action).toContain("ssmmessages:OpenDataChannel");
});

test.each<[string, Partial<ServiceProps>, string[]]>([
  [
    "percentages with which nothing can move",
    { minimumHealthyPercent: 100, maximumPercent: 100 },
    ["ecs-deployment-stuck"],
  ],
  ["half a copy", { desiredCount: 0.5 }, ["desired-count"]],
  ["fewer than no copies", { desiredCount: -1 }, ["desired-count"]],
  ["no time to settle", { settleMinutes: 0 }, ["settle-minutes"]],
  [
    "a fixed port without a port in the container",
    { expose: { hostPort: 80 }, container: { image: "nginx:1.27" } },
    ["expose-no-port"],
  ],
])("refuses %s", (_, changes, codes) => {
  expect(service(changes).codes).toEqual(codes);
});
