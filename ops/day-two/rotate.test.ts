import { describe, expect, test } from "vitest";
import type { Deployment, Workload } from "./deployment";
import { injectingNamed, redeploy, servicesOf } from "./rotate";
import type { Screen } from "./screen";
import { scripted } from "./testing/scripted";

const database = { names: ["shop/database", "database"] };
const key = { names: ["/shop/key"] };
const workload = (name: string, injected: Workload["injected"], service = true): Workload => ({
  name,
  family: name,
  logGroups: [],
  injected,
  schedules: [],
  ...(service ? { service: { cluster: "c", name, desiredCount: 1, daemon: false } } : {}),
});
const deployment: Deployment = {
  region: "eu-west-1",
  workloads: [workload("web", [database, key]), workload("jobs", [database]), workload("nightly", [database], false)],
  schedules: [],
  services: [],
  scalableTargets: [],
  hostGroups: [],
  clusters: ["c"],
  alarms: [],
  sleepless: [],
};
const named = (name: string) => injectingNamed(name, deployment, "dev");

function terminal(abortAt?: string): { readonly screen: Screen; readonly printed: string[] } {
  const stop = new AbortController();
  const printed: string[] = [];
  const print = (text: string) => {
    printed.push(text.trimEnd());
    if (abortAt !== undefined && text.startsWith(abortAt)) stop.abort();
  };
  return { printed, screen: { out: print, err: print, pause: async () => undefined, interrupted: stop.signal } };
}

const own = { id: "ecs-svc/2", status: "PRIMARY", rolloutState: "COMPLETED" };
const awsWith = (found: object) =>
  scripted({
    UpdateService: { service: { deployments: [own] } },
    DescribeServices: {
      services: [{ serviceName: "web", status: "ACTIVE", desiredCount: 1, runningCount: 1, ...found }],
    },
  });
const options = (timeoutMs = 0) => ({ injecting: servicesOf(named("database")), timeoutMs });

describe("who has a value injected", () => {
  test("is found by its name in AWS and by its construct's", () => {
    expect(named("shop/database").map(({ name }) => name)).toEqual(["web", "jobs", "nightly"]);
    expect(named("database")).toEqual(named("shop/database"));
    expect(named("/shop/key").map(({ name }) => name)).toEqual(["web"]);
  });

  test("ought to be redeployed only where nothing starts it anew", () => {
    expect(servicesOf(named("database")).map(({ name }) => name)).toEqual(["web", "jobs"]);
  });

  test.each([
    "constructor",
    "data",
    "",
    "/SHOP/KEY",
  ])("is nobody for the name %j, and those there are are listed", (name) => {
    expect(() => named(name)).toThrow(
      `environments/dev.ts: [secret-unknown] got ${name}, expected one of /shop/key, shop/database; correct the name`,
    );
  });
});

describe("a redeployment", () => {
  test("gives each service new tasks, waits for them, and says so", async () => {
    const { aws, changes } = awsWith({ deployments: [own] });
    const { screen, printed } = terminal();
    expect(await redeploy(options(), aws, screen)).toBe(0);
    expect(changes).toEqual(["UpdateService", "UpdateService"]);
    expect(printed).toEqual([
      "redeploys: web",
      "redeploys: jobs",
      "runs with the current values: web",
      "runs with the current values: jobs",
    ]);
  });

  test.each([
    ["while old tasks run", { deployments: [own, { id: "ecs-svc/1", status: "ACTIVE" }] }],
    ["while the rollout goes on", { deployments: [{ ...own, rolloutState: "IN_PROGRESS" }] }],
    ["while copies are missing", { deployments: [own], runningCount: 0 }],
  ])("has not settled %s", async (_, found) => {
    const events = [{ message: "was unable to place a task" }];
    await expect(redeploy(options(), awsWith({ ...found, events }).aws, terminal().screen)).rejects.toThrow(
      "[rotate-pending] got web: was unable to place a task",
    );
  });

  test.each([
    ["failed", { deployments: [{ ...own, rolloutState: "FAILED" }] }],
    [
      "was rolled back by another",
      {
        deployments: [
          { id: "ecs-svc/3", status: "PRIMARY" },
          { ...own, status: "ACTIVE" },
        ],
      },
    ],
    ["is gone", { deployments: [{ id: "ecs-svc/3", status: "PRIMARY", rolloutState: "COMPLETED" }] }],
  ])("that %s is no success", async (_, found) => {
    await expect(redeploy(options(60_000), awsWith(found).aws, terminal().screen)).rejects.toThrow(
      "[rotate-rolled-back]",
    );
  });

  test("ends at Ctrl-C with 130, what is left, and what goes on", async () => {
    const { aws, changes } = awsWith({ deployments: [own] });
    const { screen, printed } = terminal("redeploys: web");
    expect(await redeploy(options(), aws, screen)).toBe(130);
    expect(changes).toEqual(["UpdateService"]);
    expect(printed).toEqual([
      "redeploys: web",
      "interrupted; not done: redeployment of jobs, waiting for the new tasks",
      "half-way; the same command goes on from here",
      "redeployments that have begun go on by themselves",
    ]);
  });
});
