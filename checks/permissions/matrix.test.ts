import { expect, test } from "vitest";
import { reportOn, soundParts } from "../../test/corpus/sound-parts";
import { permissionMatrix } from "./matrix";

const rows = permissionMatrix(reportOn({ build: (stack) => void soundParts(stack) }).context);

test("every line says who, what, on what, why and where it comes from", () => {
  expect(rows.length).toBeGreaterThan(8);
  for (const row of rows) {
    expect(row).toMatchObject({
      effect: "Allow",
      reason: expect.any(String),
      source: expect.stringMatching(/^test\//),
    });
    expect(row.kind).not.toBe("other");
  }
});

test("resources of the app are shown as the constructs that own them", () => {
  expect(rows.find(({ actions }) => actions.includes("secretsmanager:GetSecretValue"))).toEqual({
    principal: "stowage-test-job-execution",
    kind: "execution",
    effect: "Allow",
    actions: ["secretsmanager:GetSecretValue"],
    resources: ["test/database"],
    conditions: [],
    reason: "ECS injects the secret when it starts the container",
    source: "test/job/task/execution-role",
  });
  expect(rows.find(({ actions }) => actions.includes("ecs:RunTask"))).toMatchObject({
    principal: "stowage-test-job-scheduler",
    resources: ["test/job/task:*"],
    conditions: ["ArnEquals ecs:cluster = test/cluster"],
  });
});
