import { expect, test } from "vitest";
import { placementFailure } from "./placement-failures";

test.each([
  ["RESOURCE:MEMORY", "free memory"],
  ["RESOURCE:CPU", "CPU units"],
  ["RESOURCE:PORTS", "fixed host port"],
  ["RESOURCE:ENI", "network interface"],
  ["AGENT", "agent is connected"],
  ["ATTRIBUTE", "attributes"],
  ["EMPTY CAPACITY PROVIDER", "a host in the cluster"],
  ["INACTIVE", "active"],
])("%s: expected %s", (reason, expected) => {
  expect(placementFailure({ reason })).toMatchObject({ got: reason, expected: expect.stringContaining(expected) });
});

test("what ECS adds is kept, and an unknown reason is shown as it is", () => {
  expect(placementFailure({ reason: "NEW:REASON", detail: "more" }).got).toBe("NEW:REASON (more)");
  expect(placementFailure({}).got).toBe("no reason given");
});
