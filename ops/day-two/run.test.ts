import type { Task } from "@aws-sdk/client-ecs";
import { expect, test } from "vitest";
import type { Workload } from "./deployment";
import { runOnce } from "./run";
import type { Screen } from "./screen";
import { scripted } from "./testing/scripted";

function awsWith(task: Task) {
  const containerDefinitions = [{ name: "lock", essential: false }, { name: "job" }];
  return scripted({
    GetSchedule: { Target: { Arn: "cluster/c", EcsParameters: { TaskDefinitionArn: "task-definition/t:1" } } },
    DescribeTaskDefinition: { taskDefinition: { containerDefinitions } },
    RunTask: { tasks: [{ taskArn: "task/c/1", clusterArn: "cluster/c" }] },
    DescribeTasks: { tasks: [task] },
  }).aws;
}

const job: Workload = {
  name: "job",
  family: "t",
  logGroups: [],
  injected: [],
  schedules: [{ group: "g", name: "job", enabled: true }],
};
const screen: Screen = {
  out: () => undefined,
  err: () => undefined,
  pause: async () => undefined,
  interrupted: new AbortController().signal,
};
const end = (task: Task) => runOnce({ workload: job, wait: true, timeoutMs: 1 }, awsWith(task), screen);

test("ends with the exit status of the first essential container", async () => {
  const containers = [
    { name: "lock", exitCode: 0 },
    { name: "job", exitCode: 3 },
  ];
  expect(await end({ lastStatus: "STOPPED", containers })).toBe(3);
});

test("a container that never ran is refused with ECS's reasons", async () => {
  const containers = [{ name: "job", reason: "CannotPullContainerError: no such image" }];
  const stopped = { lastStatus: "STOPPED", stoppedReason: "Task failed to start", containers };
  await expect(end(stopped)).rejects.toThrow(
    "job: [run-not-started] got Task failed to start; CannotPullContainerError: no such image",
  );
});

test("what only events start can not be run", async () => {
  const run = runOnce({ workload: { ...job, schedules: [] }, wait: true, timeoutMs: 1 }, awsWith({}), screen);
  await expect(run).rejects.toThrow("[workload-not-runnable]");
});
