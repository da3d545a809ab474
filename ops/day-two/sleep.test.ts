import { expect, test } from "vitest";
import type { Deployment } from "./deployment";
import type { Screen } from "./screen";
import { putToSleep, wake } from "./sleep";
import { scripted } from "./testing/scripted";

const deployment: Deployment = {
  region: "eu-west-1",
  workloads: [],
  schedules: [{ group: "g", name: "nightly", enabled: true }],
  services: [
    { cluster: "c", name: "web", desiredCount: 2, daemon: false },
    { cluster: "c", name: "agent", desiredCount: 0, daemon: true },
  ],
  scalableTargets: [{ resourceId: "service/c/web", min: 2, max: 4, scheduled: false }],
  hostGroups: [{ name: "fleet", min: 1 }],
  clusters: ["c"],
  alarms: ["rings"],
  sleepless: [],
};

/** AWS with a web service in this state, and these tasks. */
function awsWith(web: object, tasks: readonly object[] = []) {
  return scripted({
    GetSchedule: { State: "NEITHER", Name: "nightly" },
    DescribeScalableTargets: { ScalableTargets: [{ MinCapacity: 1, MaxCapacity: 1 }] },
    DescribeServices: { services: [{ serviceName: "web", status: "ACTIVE", ...web }] },
    DescribeAutoScalingGroups: { AutoScalingGroups: [{ MinSize: 3, DesiredCapacity: 3 }] },
    ListTasks: { taskArns: tasks.map((_, at) => `task/${at}`) },
    DescribeTasks: { tasks },
  });
}

const screen: Screen = {
  out: () => undefined,
  err: () => undefined,
  pause: async () => undefined,
  interrupted: new AbortController().signal,
};

test("nobody is told, nothing starts, what runs ends, and then the hosts; a daemon's tasks end with their hosts", async () => {
  const tasks = [
    { group: "service:agent", lastStatus: "RUNNING" },
    { group: "service:web", lastStatus: "STOPPED" },
  ];
  const { aws, changes } = awsWith({ desiredCount: 2 }, tasks);
  expect(await putToSleep({ deployment, timeoutMs: 0 }, aws, screen)).toBe(0);
  expect(changes).toEqual([
    "DisableAlarmActions",
    "UpdateSchedule",
    "RegisterScalableTarget",
    "UpdateService",
    "UpdateAutoScalingGroup",
  ]);
});

test("hosts stay while a task is ending", async () => {
  const { aws, changes } = awsWith({ desiredCount: 0 }, [{ group: "family:job", lastStatus: "DEACTIVATING" }]);
  await expect(putToSleep({ deployment, timeoutMs: 0 }, aws, screen)).rejects.toThrow(
    "[sleep-tasks-running] got tasks that still run: family:job",
  );
  expect(changes).not.toContain("UpdateAutoScalingGroup");
});

test("waking goes the other way round", async () => {
  const { aws, changes } = awsWith({ desiredCount: 0, runningCount: 2 });
  expect(await wake({ deployment, timeoutMs: 0 }, aws, screen)).toBe(0);
  expect(changes).toEqual([
    "UpdateAutoScalingGroup",
    "RegisterScalableTarget",
    "UpdateService",
    "UpdateSchedule",
    "EnableAlarmActions",
  ]);
});

test("copies that scaling added stay, and schedules sleep until the services run", async () => {
  const events = [{ message: "was unable to place a task" }];
  const { aws, changes } = awsWith({ desiredCount: 3, runningCount: 0, events });
  await expect(wake({ deployment, timeoutMs: 0 }, aws, screen)).rejects.toThrow(
    "[wake-services-pending] got web: was unable to place a task",
  );
  expect(changes).toEqual(["UpdateAutoScalingGroup", "RegisterScalableTarget"]);
});
