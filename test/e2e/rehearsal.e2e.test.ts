import { describe, expect, test } from "vitest";
import type { Expectation } from "../../ops/rehearsal/extensions";
import { exitStatus, formatReport } from "../../ops/rehearsal/report";
import { instant, slow } from "./fixtures/cheap";
import type { StackFixture } from "./fixtures/synthesis";
import { localTools } from "./support/local-tools";
import { detailOf, stepsOf, synthesis } from "./support/rehearsals";

const { tools, skipped } = await localTools();

describe.skipIf(tools === undefined)(`a rehearsal that does not go well${skipped}`, () => {
  test("fails when a second plan wants changes, shows the diff, and skips what depends on it", async () => {
    const restless: StackFixture = { resource: { terraform_data: { clock: { input: "${timestamp()}" } } } };
    await using system = await synthesis({
      broken: { resource: unknownProvider() },
      dependent: { resource: instant("x"), dependencies: ["broken"] },
      restless,
    });
    const report = await system.run({ parallel: 2 });
    expect(report.outcome).toBe("failed");
    expect(exitStatus(report)).toBe(1);
    expect(detailOf(report, "restless", "plan again")).toMatch(
      /right after the apply[\s\S]*# terraform_data\.clock will be updated in-place/,
    );
    expect(detailOf(report, "broken", "apply")).toContain("not associated with the cluster: nowhere");
    expect(report.steps.find(({ stack, name }) => stack === "dependent" && name === "apply")?.outcome).toBe("skipped");
    expect(formatReport(report)).toContain("rehearsal failed");
  });

  test("names what is left after the destroy, also when something else was not as expected before", async () => {
    const leaving = { aws_cloudwatch_log_group: { kept: { name: "/kept", skip_destroy: true } } };
    await using system = await synthesis({ leaving: { resource: leaving } });
    const mismatch = { where: "the environment", what: "instances", asked: 1, got: 0 };
    const wrong: Expectation = { name: "as asked for", check: async () => [mismatch] };
    const left = await system.run({ expectations: [wrong] });
    expect(left.outcome).toBe("failed");
    expect(detailOf(left, "-", "as asked for")).toContain("the environment instances: asked for 1, got 0");
    expect(detailOf(left, "-", "nothing left")).toContain("logs/groups: /kept");
  });

  test("Ctrl-C while it applies asks Terraform to stop, ends the emulator and removes the work folder", async () => {
    await using system = await synthesis({ slow: { resource: slow("slow") } });
    const controller = new AbortController();
    const report = await system.run({
      signal: controller.signal,
      print: (line) => {
        if (line.includes("slow apply ... 0 of 2 done")) controller.abort();
      },
    });
    expect(report.outcome).toBe("interrupted");
    expect(exitStatus(report)).toBe(130);
    expect(detailOf(report, "slow", "apply")).toBe("terraform apply was interrupted");
    await expect(fetch(detailOf(report, "-", "emulator"))).rejects.toThrow();
    expect(await system.workFolders()).toEqual([]);
  });

  test("--keep leaves everything applied, says how to look around, and cleans up at Ctrl-C", async () => {
    await using system = await synthesis({ kept: { resource: instant("kept") } });
    const controller = new AbortController();
    let around = "";
    const report = await system.run({
      keep: true,
      signal: controller.signal,
      print: (line) => {
        if (!line.includes("look around")) return;
        around = line;
        controller.abort();
      },
    });
    expect(around).toMatch(/aws --endpoint-url http:\/\/127\.0\.0\.1:\d+ --region eu-central-1 ecs list-clusters/);
    expect(around).toMatch(/terraform -chdir=\S+\/kept state list/);
    expect(report.outcome).toBe("passed");
    expect(stepsOf(report, "kept")).not.toContain("destroy");
    expect(await system.workFolders()).toEqual([]);
  });
});

/** A service whose capacity provider the cluster does not have: AWS and the emulator refuse it. */
function unknownProvider(): StackFixture["resource"] {
  const container = JSON.stringify([{ name: "web", image: "nginx", memory: 64 }]);
  return {
    aws_ecs_task_definition: { web: { family: "web", container_definitions: container } },
    aws_ecs_service: {
      web: {
        name: "web",
        cluster: "default",
        task_definition: "${aws_ecs_task_definition.web.arn}",
        capacity_provider_strategy: [{ capacity_provider: "nowhere", weight: 1 }],
      },
    },
  };
}
