import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { DescribeTaskDefinitionCommand } from "@aws-sdk/client-ecs";
import { GetScheduleCommand } from "@aws-sdk/client-scheduler";
import type { AppliedSystem, Phase } from "../rehearsal/extensions";
import type { Terraform } from "../terraform/terraform";
import { activeService } from "./active-service";
import type { Aws } from "./aws";
import type { Deployment, Workload } from "./deployment";
import { type Images, releasedNow, releasesOf, variablesBack } from "./releases";

const PLAN = "stowage-release.plan";

/**
 * Releases the applied system as CI does, deploys it by hand, releases one service, and goes back two releases: to what it
 * was before. After each, AWS is asked which image every workload runs and which one is written down.
 */
export function releasePhase({ releases: record, workloads }: Deployment): Phase {
  return {
    name: "release and go back",
    run: async ({ aws, terraform: terraformOf }: AppliedSystem) => {
      const service = workloads.find((it) => it.service !== undefined)?.name;
      if (record === undefined || service === undefined) throw new Error("there is nothing to release");
      const terraform = terraformOf(record.stack);
      const synthesized = await fingerprint(terraform);
      const named = await releasedNow(record, aws);
      const first = await runningImages(named, workloads, aws);
      const require = async (after: string, asked: Images) => {
        const [running, written] = [await runningImages(named, workloads, aws), await releasedNow(record, aws)];
        for (const [workload, image] of Object.entries(asked)) {
          // A tag is written down as it was named.
          const isWritten = written[workload] === image || image.endsWith(`:${written[workload]}`);
          if (running[workload] !== image || !isWritten)
            throw new Error(
              `after ${after}, ${workload} runs ${running[workload]}, ${written[workload]} is written down`,
            );
        }
      };

      const digests = Object.entries(first).map(([workload, image]) => [workload, byDigest(image)] as const);
      const byCi = Object.fromEntries(digests);
      // As CI does: the plan that was looked at is the one that is applied.
      await terraform.plan(PLAN, variablesBack(byCi, {}));
      await terraform.apply(PLAN);
      await require("a release by CI", byCi);

      const { planned } = await terraform.plan(PLAN);
      if (planned.length > 0)
        throw new Error(`a deployment that names no image plans\n${await terraform.describePlan(PLAN)}`);

      const one = { [service]: `${first[service]}-rehearsed` };
      await terraform.apply(variablesBack(one, {}));
      await require("a release of one service", { ...byCi, ...one });

      const [, , before] = await releasesOf(record, aws);
      if (before === undefined) throw new Error("the history of releases is too short");
      await terraform.apply(variablesBack(before.images, await releasedNow(record, aws)));
      await require("going back two releases", first);
      if ((await fingerprint(terraform)) !== synthesized) throw new Error("the synthesized file has changed");
      return `${digests.length} images by CI, none by hand, one service, back two: what runs and what is written down`;
    },
  };
}

/** The same repository, another image, by its digest. */
function byDigest(image: string): string {
  return `${image.replace(/:[^:/]+$/, "")}@sha256:${"5e".repeat(32)}`;
}

/** What each of the released workloads runs, by the task definition that its service or schedules name. */
export async function runningImages(released: Images, workloads: readonly Workload[], aws: Aws): Promise<Images> {
  const images: Record<string, string> = {};
  for (const name of Object.keys(released)) {
    const workload = workloads.find((it) => it.name === name);
    const definitions = workload === undefined ? [] : await definitionsOf(workload, aws);
    const ran = new Set(await Promise.all(definitions.map((definition) => imageOf(definition, aws))));
    const [image, ...others] = ran;
    if (image === undefined || others.length > 0) throw new Error(`${name} runs ${[...ran].join(" and ")}`);
    images[name] = image;
  }
  return images;
}

async function definitionsOf({ service, schedules }: Workload, aws: Aws): Promise<(string | undefined)[]> {
  if (service !== undefined) return [(await activeService(service, aws)).taskDefinition];
  return Promise.all(
    schedules.map(async ({ group, name }) => {
      const { Target } = await aws.scheduler.send(new GetScheduleCommand({ GroupName: group, Name: name }));
      return Target?.EcsParameters?.TaskDefinitionArn;
    }),
  );
}

async function imageOf(taskDefinition: string | undefined, { ecs }: Aws): Promise<string> {
  const { taskDefinition: found } = await ecs.send(new DescribeTaskDefinitionCommand({ taskDefinition }));
  return found?.containerDefinitions?.[0]?.image ?? "";
}

async function fingerprint({ folder }: Terraform): Promise<string> {
  return createHash("sha256")
    .update(await readFile(path.join(folder, "cdk.tf.json")))
    .digest("hex");
}
