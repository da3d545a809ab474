import { describe, expect, test } from "vitest";
import { readTerraform } from "../../checks/cost/read-terraform";
import type { TerraformDocument } from "../../checks/cost/terraform-document";
import { withSystem } from "../../test/support/systems";
import { asleep, deploymentOf } from "./deployment";

function stacks(environment: string): TerraformDocument[] {
  return withSystem(environment, ({ state, platform, workloads }) => {
    const all = [state, platform, workloads];
    // Every stack first: preparing one adds outputs to those it refers to.
    for (const stack of all) stack.prepareStack();
    return all.map((stack) => readTerraform({ name: stack.node.id, json: stack.toTerraform() }));
  });
}

const dev = deploymentOf(stacks("dev"));
const prod = deploymentOf(stacks("prod"));

describe("what runs where, from the synthesized stacks", () => {
  test("workloads by the names their authors gave them, with what starts them", () => {
    expect(dev.region).toBe("eu-west-1");
    expect(dev.workloads).toEqual([
      {
        name: "backend",
        family: "stowage-dev-backend",
        logGroups: ["/stowage-dev/backend"],
        service: { cluster: "stowage-dev-cluster", name: "stowage-dev-backend", desiredCount: 1, daemon: false },
        injected: [
          { names: ["stowage-dev/database", "database"] },
          { names: ["/stowage-dev/api-tokens"] },
          { names: ["/stowage-dev/link-signing-key"] },
        ],
        schedules: [],
      },
      {
        name: "notifier",
        family: "stowage-dev-notifier",
        logGroups: ["/stowage-dev/notifier"],
        injected: [
          { names: ["stowage-dev/database-notifier", "database-notifier"] },
          { names: ["/stowage-dev/link-signing-key"] },
        ],
        schedules: [{ group: "stowage-dev-schedules", name: "stowage-dev-notifier", enabled: true }],
      },
      {
        name: "scraper",
        family: "stowage-dev-scraper",
        logGroups: ["/stowage-dev/scraper"],
        injected: [{ names: ["stowage-dev/database-scraper", "database-scraper"] }],
        schedules: [{ group: "stowage-dev-schedules", name: "stowage-dev-scraper", enabled: true }],
      },
    ]);
  });

  test("what sleeps and wakes", () => {
    expect(dev.clusters).toEqual(["stowage-dev-cluster"]);
    expect(dev.hostGroups).toEqual([{ name: "stowage-dev-fleet", min: 1 }]);
    expect([dev.scalableTargets, dev.alarms]).toEqual([[], []]);
    expect(prod.hostGroups).toEqual([{ name: "stowage-prod-fleet", min: 2 }]);
    expect(prod.scalableTargets).toEqual([
      { resourceId: "service/stowage-prod-cluster/stowage-prod-backend", min: 2, max: 6, scheduled: false },
    ]);
    expect(prod.alarms).toContain("stowage-prod-scraper-missed-alarm");
    expect(prod.alarms).toHaveLength(15);
  });

  test("a queue worker is called as it is in the stack, and its service is found", () => {
    const metadata = { metadata: { path: "app/mail/jobs/service/task/Default" } };
    const resource = {
      aws_ecs_task_definition: { jobs: { "//": metadata, family: "jobs", container_definitions: "[]" } },
      aws_ecs_service: {
        jobs: {
          name: "jobs",
          cluster: "shared",
          task_definition: "${aws_ecs_task_definition.jobs.arn}",
          desired_count: 1,
        },
        agent: { name: "agent", cluster: "shared", scheduling_strategy: "DAEMON" },
      },
    };
    const json = { provider: { aws: [{ region: "eu-west-1" }] }, resource };
    const { workloads, services } = deploymentOf([readTerraform({ name: "app", json })]);
    expect(workloads).toMatchObject([{ name: "mail/jobs", service: { name: "jobs", cluster: "shared" } }]);
    expect(services.map(({ daemon }) => daemon)).toEqual([false, true]);
  });

  test("what does not sleep is named", () => {
    expect([dev.sleepless, prod.sleepless]).toEqual([[], ["the database stowage-prod-database"]]);
    const resource = {
      aws_cloudwatch_event_rule: { upload: { name: "on-upload" }, ended: { name: "on-end" } },
      aws_cloudwatch_event_target: {
        task: { rule: "${aws_cloudwatch_event_rule.upload.name}", ecs_target: { task_count: 1 } },
        queue: { rule: "${aws_cloudwatch_event_rule.ended.name}" },
      },
      aws_db_instance: { main: { identifier: "main" } },
    };
    const json = { provider: { aws: [{ region: "eu-west-1" }] }, resource };
    expect(deploymentOf([readTerraform({ name: "app", json })]).sleepless).toEqual([
      "the rule on-upload, whose events start tasks",
      "the database main",
    ]);
  });

  test("asleep there is no host and no copy", () => {
    const sleeping = deploymentOf(asleep(stacks("prod")));
    expect(sleeping.hostGroups).toEqual([{ name: "stowage-prod-fleet", min: 0 }]);
    expect(sleeping.services.map(({ desiredCount }) => desiredCount)).toEqual([0]);
    expect(sleeping.scalableTargets).toMatchObject([{ min: 0, max: 0 }]);
  });
});
