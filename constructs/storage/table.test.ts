import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { taskRole } from "../security/roles";
import { Table, type TableProps } from "./table";

const table = (props: Partial<TableProps> = {}, use: (table: Table, stack: TerraformStack) => void = () => {}) =>
  aStack((stack) =>
    use(
      new Table(stack, "orders", {
        partitionKey: { name: "customer", type: "string" },
        protect: false,
        pointInTimeRecovery: false,
        ...props,
      }),
      stack,
    ),
  );

describe("a table", () => {
  test("is billed by the request and found by its key", () => {
    expect(table().one("aws_dynamodb_table")).toMatchObject({
      name: "stowage-test-orders",
      billing_mode: "PAY_PER_REQUEST",
      hash_key: "customer",
      attribute: [{ name: "customer", type: "S" }],
      point_in_time_recovery: { enabled: false },
      deletion_protection_enabled: false,
    });
  });

  test("declares each attribute of its keys once, whatever uses it", () => {
    const template = table({
      sortKey: { name: "placed", type: "number" },
      indexes: {
        "by-day": { partitionKey: { name: "day", type: "string" }, sortKey: { name: "placed", type: "number" } },
        "by-photo": { partitionKey: { name: "photo", type: "binary" } },
      },
    });
    expect(template.one("aws_dynamodb_table")).toMatchObject({
      range_key: "placed",
      attribute: [
        { name: "customer", type: "S" },
        { name: "day", type: "S" },
        { name: "photo", type: "B" },
        { name: "placed", type: "N" },
      ],
      global_secondary_index: [
        { name: "by-day", hash_key: "day", range_key: "placed", projection_type: "ALL" },
        { name: "by-photo", hash_key: "photo", projection_type: "ALL" },
      ],
    });
  });

  test("deletes expired items by an attribute", () => {
    expect(table({ expiresAttribute: "until" }).one("aws_dynamodb_table").ttl).toEqual({
      attribute_name: "until",
      enabled: true,
    });
    expect(table().one("aws_dynamodb_table").ttl).toBeUndefined();
  });

  test("is protected by AWS and by Terraform, and can be restored, when it is told to", () => {
    expect(table({ protect: true, pointInTimeRecovery: true }).one("aws_dynamodb_table")).toMatchObject({
      deletion_protection_enabled: true,
      lifecycle: { prevent_destroy: true },
      point_in_time_recovery: { enabled: true },
    });
  });
});

describe("grants of a table", () => {
  const policy = (props: Partial<TableProps>, use: (table: Table, role: ReturnType<typeof taskRole>) => void) =>
    statements(
      table(props, (it, stack) => use(it, taskRole(stack, "role", "r"))).one("aws_iam_role_policy").policy,
    ).map(({ Sid, Action, Resource }) => [Sid, Action, Resource]);

  test("reading covers the table", () => {
    expect(policy({}, (it, role) => it.grantRead(role))).toEqual([
      [
        "ReadOrders",
        ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
        ["${aws_dynamodb_table.orders.arn}"],
      ],
    ]);
  });

  test("reading covers the indexes where there are any", () => {
    const indexes = { "by-day": { partitionKey: { name: "day", type: "string" as const } } };
    expect(policy({ indexes }, (it, role) => it.grantRead(role))[0]![2]).toEqual([
      "${aws_dynamodb_table.orders.arn}",
      "${aws_dynamodb_table.orders.arn}/index/*",
    ]);
  });

  test("writing changes items and reads none", () => {
    expect(policy({}, (it, role) => it.grantWrite(role))).toEqual([
      [
        "WriteOrders",
        [
          "dynamodb:BatchWriteItem",
          "dynamodb:ConditionCheckItem",
          "dynamodb:DeleteItem",
          "dynamodb:PutItem",
          "dynamodb:UpdateItem",
        ],
        ["${aws_dynamodb_table.orders.arn}"],
      ],
    ]);
  });
});

test("refuses one attribute with two types, and more indexes than DynamoDB has", () => {
  const clash = { "by-x": { partitionKey: { name: "customer", type: "number" as const } } };
  expect(table({ indexes: clash }).codes).toEqual(["table-attribute-types"]);
  const many = Object.fromEntries(
    Array.from({ length: 21 }, (_, index) => [
      `by-${index}`,
      { partitionKey: { name: `a${index}`, type: "string" as const } },
    ]),
  );
  expect(table({ indexes: many }).codes).toEqual(["table-indexes"]);
});
