import { ECSClient, ListClustersCommand } from "@aws-sdk/client-ecs";
import { describe, expect, test } from "vitest";
import type { Deployment } from "./deployment";
import { endWhenInterrupted } from "./interruption";
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

describe("Ctrl-C, whenever it comes", () => {
  /** A terminal at which somebody presses Ctrl-C when the given line is printed, and what was printed. */
  function pressedAt(line: string): { readonly screen: Screen; readonly printed: string[] } {
    const stop = new AbortController();
    const printed: string[] = [];
    const print = (text: string) => {
      printed.push(text.trimEnd());
      if (text.startsWith(line)) stop.abort();
    };
    return { printed, screen: { ...screen, out: print, err: print, interrupted: stop.signal } };
  }

  test.each([
    ["alarms tell nobody", ["DisableAlarmActions"]],
    ["schedule disabled", ["DisableAlarmActions", "UpdateSchedule"]],
    ["scaling limits", ["DisableAlarmActions", "UpdateSchedule", "RegisterScalableTarget"]],
    ["no copies", ["DisableAlarmActions", "UpdateSchedule", "RegisterScalableTarget", "UpdateService"]],
  ])("ends putting to sleep after %s, with 130 and what is left", async (line, made) => {
    const { aws, changes } = awsWith({ desiredCount: 2 });
    const { printed, screen: terminal } = pressedAt(line);
    expect(await putToSleep({ deployment, timeoutMs: 0 }, aws, terminal)).toBe(130);
    expect(changes).toEqual(made);
    expect(printed.at(-2)).toMatch(/^interrupted; not done: .*no hosts: fleet$/);
    expect(printed.at(-1)).toBe("half-way; the same command goes on from here");
  });

  test.each([
    ["at least", ["UpdateAutoScalingGroup"]],
    ["scaling limits", ["UpdateAutoScalingGroup", "RegisterScalableTarget"]],
    ["copies", ["UpdateAutoScalingGroup", "RegisterScalableTarget", "UpdateService"]],
    ["schedule enabled", ["UpdateAutoScalingGroup", "RegisterScalableTarget", "UpdateService", "UpdateSchedule"]],
  ])("ends waking after %s, with 130 and what is left", async (line, made) => {
    const { aws, changes } = awsWith({ desiredCount: 0, runningCount: 2 });
    const { printed, screen: terminal } = pressedAt(line);
    expect(await wake({ deployment, timeoutMs: 0 }, aws, terminal)).toBe(130);
    expect(changes).toEqual(made);
    expect(printed.at(-2)).toMatch(/^interrupted; not done: .*alarms tell again: 1$/);
  });

  test("after the last change is too late to change the answer", async () => {
    const { aws } = awsWith({ desiredCount: 2 });
    expect(await putToSleep({ deployment, timeoutMs: 0 }, aws, pressedAt("no hosts").screen)).toBe(0);
  });

  test("lets the call under way be finished, and begins no other", async () => {
    const stop = new AbortController();
    const client = new ECSClient({ region: "eu-west-1" });
    let calls = 0;
    const answer = () => async () => {
      calls += 1;
      stop.abort();
      return { output: { $metadata: {} }, response: {} };
    };
    client.middlewareStack.add(answer as never, { step: "initialize", priority: "low" });
    endWhenInterrupted(client, stop.signal);
    await client.send(new ListClustersCommand({}));
    await expect(client.send(new ListClustersCommand({}))).rejects.toThrow("interrupted");
    expect(calls).toBe(1);
  });
});
