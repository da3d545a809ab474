import { expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { grantSendMail } from "./mail-identity";
import { taskRole } from "./roles";

test.each(["digest@example.com", "Stowage <digest@example.com>"])("%s may be sent as, and nobody else", (from) => {
  const template = aStack((stack) => grantSendMail(stack, taskRole(stack, "role", "r"), from));
  const [statement] = statements(template.one("aws_iam_role_policy").policy);
  expect(statement?.Condition).toEqual({ StringEquals: { "ses:FromAddress": "digest@example.com" } });
  expect(String(statement?.Resource)).toMatch(/:identity\/example\.com$/);
});
