import { expect, test } from "vitest";
import { parsePlan, parseState } from "./plan";

test("reads planned values and changes, also of modules, without data sources", () => {
  const plan = parsePlan(
    JSON.stringify({
      planned_values: {
        root_module: {
          resources: [
            {
              address: "aws_vpc.main",
              mode: "managed",
              type: "aws_vpc",
              name: "main",
              values: { cidr_block: "10.0.0.0/16" },
            },
            { address: "data.aws_region.here", mode: "data", type: "aws_region", name: "here", values: {} },
          ],
          child_modules: [
            { resources: [{ address: "module.m.aws_eip.a", mode: "managed", type: "aws_eip", name: "a", values: {} }] },
          ],
        },
      },
      resource_changes: [
        {
          address: "aws_vpc.main",
          mode: "managed",
          type: "aws_vpc",
          change: { actions: ["create"], before: null, after: { cidr_block: "10.0.0.0/16" } },
        },
        {
          address: "data.aws_region.here",
          mode: "data",
          type: "aws_region",
          change: { actions: ["read"], before: null, after: {} },
        },
      ],
    }),
  );
  expect(plan.resources.map(({ address }) => address)).toEqual(["aws_vpc.main", "module.m.aws_eip.a"]);
  expect(plan.changes).toEqual([
    {
      address: "aws_vpc.main",
      type: "aws_vpc",
      actions: ["create"],
      before: null,
      after: { cidr_block: "10.0.0.0/16" },
    },
  ]);
});

test("reads a stored state with the addresses that Terraform prints", () => {
  const instances = (...keys: (string | number | undefined)[]) =>
    keys.map((key) => ({ ...(key === undefined ? {} : { index_key: key }), attributes: { id: String(key) } }));
  const state = parseState(
    JSON.stringify({
      resources: [
        { mode: "managed", type: "aws_vpc", name: "main", instances: instances(undefined) },
        { mode: "managed", type: "aws_eip", name: "a", instances: instances(0, "b") },
        { mode: "managed", module: "module.m", type: "aws_sqs_queue", name: "q", instances: instances(undefined) },
        { mode: "data", type: "aws_region", name: "here", instances: instances(undefined) },
      ],
    }),
  );
  expect(state.resources.map(({ address }) => address)).toEqual([
    "aws_vpc.main",
    "aws_eip.a[0]",
    'aws_eip.a["b"]',
    "module.m.aws_sqs_queue.q",
  ]);
});

test("an empty state has nothing in it", () => {
  expect(parseState("\n").resources).toEqual([]);
  expect(parseState('{"version":4}').resources).toEqual([]);
});
