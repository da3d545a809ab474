import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { DescribeAutoScalingGroupsCommand } from "@aws-sdk/client-auto-scaling";
import { expect, test } from "vitest";
import type { Expectation, Phase } from "../../ops/rehearsal/extensions";
import { exitStatus, formatReport } from "../../ops/rehearsal/report";
import { REQUESTS_STEP } from "../../ops/rehearsal/requests";
import { oneBox } from "./fixtures/one-box";
import { localTools } from "./support/local-tools";
import { detailOf, stepsOf, synthesis } from "./support/rehearsals";

const { tools, skipped } = localTools();

test.skipIf(tools === undefined)(
  `a rehearsal lives a whole life: apply, no changes, read back, destroy in order, nothing left${skipped}`,
  async () => {
    await using system = await synthesis(oneBox);
    const { folder } = system;
    const before = await treeOf(folder);
    const requestLog = path.join(folder, "..", "requests.jsonl");
    const seen: string[] = [];
    const report = await system.run({ requestLog, expectations: [oneInstance], phases: [remembering(seen)] });

    expect(formatReport(report, { color: false })).toContain("rehearsal passed");
    expect(exitStatus(report)).toBe(0);
    expect(await treeOf(folder)).toEqual(before);
    const whole = ["validate", "init", "plan", "apply", "plan again", "read back", "destroy"];
    expect(stepsOf(report, "fixture-app").toSorted()).toEqual(whole.toSorted());
    expect(stepsOf(report, "fixture-platform").toSorted()).toEqual(whole.toSorted());
    const ofState = [
      "validate",
      "bootstrap",
      "plan again",
      "read back",
      "move state out",
      "lift protection",
      "destroy",
    ];
    expect(stepsOf(report, "fixture-state").toSorted()).toEqual(ofState.toSorted());
    expect(stepsOf(report, "-")).toEqual([
      "emulator",
      "one instance of the group",
      "workloads",
      "nothing left",
      REQUESTS_STEP,
    ]);
    expect(detailOf(report, "fixture-platform", "read back")).toMatch(/^\d+ values of \d+ resources as asked$/);
    expect(seen).toEqual(["arn:aws:ecs:eu-central-1:123456789012:cluster/fixture"]);
    const calls = await destruction(requestLog);
    for (const chain of ORDERS) {
      expect(calls.filter((action) => chain.includes(action))).toEqual(chain);
    }
  },
);

const oneInstance: Expectation = {
  name: "one instance of the group",
  async check({ aws }) {
    const { AutoScalingGroups: [group] = [] } = await aws.autoScaling.send(new DescribeAutoScalingGroupsCommand({}));
    const got = group?.Instances?.length;
    return got === 1 ? [] : [{ where: "fixture-box", what: "instances", asked: 1, got }];
  },
};

function remembering(seen: string[]): Phase {
  return {
    name: "workloads",
    run: async ({ outputs }) => {
      const platform = outputs["fixture-platform"] ?? {};
      expect(platform).not.toHaveProperty("password");
      seen.push(String(platform.cluster));
      return "looked at the outputs";
    },
  };
}

async function treeOf(folder: string): Promise<Record<string, string>> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = files.filter((file) => file.isFile()).map((file) => path.join(file.parentPath, file.name));
  return Object.fromEntries(
    await Promise.all(contents.map(async (file) => [file, await readFile(file, "utf8")] as const)),
  );
}

/** What AWS refuses in any other order; the emulator refuses it too. */
const ORDERS = [
  ["DeleteService", "PutClusterCapacityProviders", "DeleteCapacityProvider", "DeleteAutoScalingGroup", "DeleteCluster"],
  ["DeleteAutoScalingGroup", "DetachInternetGateway", "DeleteVpc", "DeleteBucket"],
];

/** The successful calls from the first deletion on. */
async function destruction(requestLog: string): Promise<string[]> {
  const lines = (await readFile(requestLog, "utf8")).trim().split("\n");
  const calls = lines.map((line) => JSON.parse(line) as { action: string; status: number });
  const first = calls.findIndex(({ action }) => action === "DeleteService");
  return calls.slice(first).flatMap(({ action, status }) => (status < 300 ? [action] : []));
}
