import { expect, test } from "vitest";
import { parseMessage } from "./messages";

const resource = { addr: "aws_vpc.main", resource_type: "aws_vpc", resource_name: "main" };

test("reads what happens to a resource", () => {
  const line = JSON.stringify({ type: "apply_progress", hook: { resource, action: "create", elapsed_seconds: 10 } });
  expect(parseMessage(line)).toEqual({
    resource: { kind: "progress", address: "aws_vpc.main", type: "aws_vpc", action: "create", elapsedSeconds: 10 },
  });
});

test("reads what is planned, how much it is, and what is wrong", () => {
  const planned = { type: "planned_change", change: { resource, action: "create" } };
  expect(parseMessage(JSON.stringify(planned))).toEqual({
    planned: { address: "aws_vpc.main", type: "aws_vpc", action: "create" },
  });
  const summary = { type: "change_summary", changes: { add: 1, change: 2, import: 0, remove: 3, operation: "plan" } };
  expect(parseMessage(JSON.stringify(summary))).toEqual({ counts: { add: 1, change: 2, remove: 3 } });
  const diagnostic = { severity: "error", summary: "no", detail: "because", address: "aws_vpc.main", range: {} };
  expect(parseMessage(JSON.stringify({ type: "diagnostic", diagnostic }))).toEqual({
    diagnostic: { severity: "error", summary: "no", detail: "because", address: "aws_vpc.main" },
  });
});

test.each([
  "",
  "Terraform v1.11.4",
  '{"type":"version","terraform":"1.11.4"}',
  '{"type":"apply_start"}',
  "null",
])("passes over %j", (line) => {
  expect(parseMessage(line)).toBeUndefined();
});
