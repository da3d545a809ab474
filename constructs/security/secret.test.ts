import { describe, expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { parameter } from "./parameter";
import { executionRole, taskRole } from "./roles";
import { Secret } from "./secret";

test("a secret has no value in Terraform, a name with a path and a recovery window", () => {
  const template = aStack((stack) => void new Secret(stack, "database", { description: "the database" }));
  expect(template.one("aws_secretsmanager_secret")).toMatchObject({
    name: "stowage-test/database",
    description: "the database",
    recovery_window_in_days: 30,
  });
  expect(template.all("aws_secretsmanager_secret_version")).toEqual({});
});

test.each([
  [0, []],
  [7, []],
  [30, []],
  [6, ["secret-recovery"]],
  [31, ["secret-recovery"]],
  [7.5, ["secret-recovery"]],
])("a recovery window of %s days yields %j", (recoveryDays, codes) => {
  const template = aStack((stack) => void new Secret(stack, "database", { description: "x", recoveryDays }));
  expect(template.codes).toEqual(codes);
});

describe("keys", () => {
  test("an undeclared key is a compile error, and refused where the compiler did not see it", () => {
    const template = aStack((stack) => {
      const secret = new Secret(stack, "database", { description: "x", keys: ["username", "password"] });
      // @ts-expect-error pasword is no key of this secret
      secret.key("pasword");
    });
    expect(template.findings).toMatchObject([
      { code: "secret-key-unknown", got: "pasword", expected: "one of username, password" },
    ]);
  });

  test("a secret without keys has none to ask for", () => {
    const template = aStack((stack) => {
      // @ts-expect-error it has no keys
      new Secret(stack, "database", { description: "x" }).key("password");
    });
    expect(template.codes).toEqual(["secret-key-unknown"]);
  });
});

test("a grant reads this secret only, says why, and is made once", () => {
  const template = aStack((stack) => {
    const secret = new Secret(stack, "database", { description: "x" });
    const [execution, task] = [executionRole(stack, "execution", "e"), taskRole(stack, "task", "t")];
    for (const role of [execution, task, execution]) secret.grantRead(role);
    expect(execution.statements.map((statement) => statement.reason)).toEqual([
      "ECS injects the secret when it starts the container",
    ]);
  });
  for (const policy of Object.values(template.all("aws_iam_role_policy"))) {
    expect(statements(policy.policy)).toEqual([
      {
        Sid: "ReadSecretDatabase",
        Effect: "Allow",
        Action: ["secretsmanager:GetSecretValue"],
        Resource: ["${aws_secretsmanager_secret.database.arn}"],
      },
    ]);
  }
});

test("a grant cannot be given to a role it makes no sense for", () => {
  aStack((stack) => {
    const secret = new Secret(stack, "database", { description: "x" });
    const role = taskRole(stack, "task", "t");
    // @ts-expect-error only the execution role injects
    secret.grantInjection(role);
  });
});

test("a parameter is named by its path and read by the execution role", () => {
  aStack((stack) => {
    const role = executionRole(stack, "execution", "e");
    const token = parameter(stack, "/shop/smtp-token");
    token.grantInjection(role);
    expect(token.valueFrom).toMatch(/:parameter\/shop\/smtp-token$/);
    expect(role.statements).toMatchObject([{ actions: ["ssm:GetParameters"], resources: [token.valueFrom] }]);
  });
  expect(aStack((stack) => void parameter(stack, "/aws/reserved")).codes).toEqual(["name-reserved"]);
});
