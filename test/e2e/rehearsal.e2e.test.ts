import { describe, expect, test } from "vitest";
import type { Expectation } from "../../ops/rehearsal/extensions";
import { exitStatus, formatReport } from "../../ops/rehearsal/report";
import { instant, slow } from "./fixtures/cheap";
import type { StackFixture } from "./fixtures/synthesis";
import { localTools } from "./support/local-tools";
import { detailOf, stepsOf, synthesis } from "./support/rehearsals";

const { tools, skipped } = localTools();

describe.skipIf(tools === undefined)(`a rehearsal that does not go well${skipped}`, () => {
  test("reports every fault at once: a second plan with changes, something not as expected, something left", async () => {
    const restless = { clock: { input: "${timestamp()}" } };
    const lasting = { kept: { name: "/kept", skip_destroy: true } };
    await using system = await synthesis({
      faulty: { resource: { terraform_data: restless, aws_cloudwatch_log_group: lasting } },
    });
    const mismatch = { where: "the environment", what: "instances", asked: 1, got: 0 };
    const wrong: Expectation = { name: "as asked for", check: async () => [mismatch] };
    const report = await system.run({ expectations: [wrong] });
    expect(exitStatus(report)).toBe(1);
    expect(detailOf(report, "faulty", "plan again")).toMatch(
      /^0 to add, 1 to change, 0 to destroy right after the apply[\s\S]*# terraform_data\.clock will be updated in-place/,
    );
    expect(detailOf(report, "-", "as asked for")).toContain("the environment instances: asked for 1, got 0");
    expect(detailOf(report, "-", "nothing left")).toContain("logs/groups: /kept");
    expect(formatReport(report, { color: false })).toContain("rehearsal failed");
  });

  test("skips the stacks that depend on one which can not be applied", async () => {
    await using system = await synthesis({
      broken: { resource: twice() },
      dependent: { resource: instant("dependent"), dependencies: ["broken"] },
    });
    const report = await system.run({});
    expect(detailOf(report, "broken", "apply")).toContain(
      "aws_cloudwatch_log_group.other: creating CloudWatch Logs Log Group (/twice)",
    );
    const skipped = report.steps.filter(({ outcome }) => outcome === "skipped");
    expect(skipped).toEqual([
      { stack: "dependent", name: "apply", outcome: "skipped", seconds: 0, detail: "broken apply failed" },
    ]);
    expect(report.outcome).toBe("failed");
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

/** Two resources of one name: the second is refused at once. */
function twice(): StackFixture["resource"] {
  return {
    aws_cloudwatch_log_group: {
      one: { name: "/twice" },
      other: { name: "/twice", depends_on: ["aws_cloudwatch_log_group.one"] },
    },
  };
}
