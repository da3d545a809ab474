import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { Cluster } from "../../constructs/cluster/cluster";
import { ReleasedImages } from "../../constructs/delivery/released-images";
import { Network } from "../../constructs/network/network";
import { ImageRepository } from "../../constructs/storage/image-repository";
import { fargate } from "../../constructs/task/capacity";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { exampleApp } from "../../examples/example";
import { faults, live } from "../../examples/testing/life";
import { localTools } from "../../test/e2e/support/local-tools";
import { loadDocuments } from "../cost/load-documents";
import type { AppliedSystem } from "../rehearsal/extensions";
import { deploymentOf } from "./deployment";
import { releasePhase, runningImages } from "./release-phase";
import { describeReleases, releasedNow, releasesOf } from "./releases";

const { tools, skipped } = localTools();
const NAME = "released";
const ALARMS = { none: "a test, which nobody is told of" };

function addSystem(stack: TerraformStack): void {
  const network = new Network(stack, "network", { cidr: "10.90.0.0/16", zones: 2, egress: "public-ip" });
  const cluster = new Cluster(stack, "cluster", { network });
  const released = new ReleasedImages(stack, "released");
  const image = (name: string) =>
    released.image(name, new ImageRepository(stack, `${name}-images`, { deleteWithImages: true }), "1.0.0");
  const images = { web: image("web"), job: image("job") };
  const common = { cluster, runOn: fargate(), cpu: 256, memoryMiB: 512, alarms: ALARMS };
  const web = new Service(stack, "web", { ...common, container: { image: images.web } });
  const job = new ScheduledTask(stack, "job", {
    ...common,
    schedule: "rate(6 hours)",
    container: { image: images.job },
  });
  images.web.recordAfter([web.resource]);
  images.job.recordAfter(job.schedules);
}

describe.skipIf(tools === undefined)(`releases in Parameter Store${skipped}`, () => {
  test("a release that ECS rolls back is not written down, and the next deployment goes back to what was", async () => {
    const look = async (system: AppliedSystem) => {
      const terraform = system.terraform(NAME);
      const deployment = deploymentOf(loadDocuments([terraform.folder]));
      const record = deployment.releases!;
      const recorded = () => releasesOf(record, system.aws);
      expect((await recorded()).map(({ images }) => images)).toEqual([{ web: "1.0.0", job: "1.0.0" }]);

      await releasePhase(deployment).run(system, () => undefined);
      const before = await recorded();
      expect(before).toHaveLength(4);
      const running = await runningImages({ web: "", job: "" }, deployment.workloads, system.aws);

      const bad = terraform.apply({ web_image: "2.0.0-unhealthy", job_image: "2.0.0" });
      await expect(bad).rejects.toThrow("ECS rolled the deployment of web back");
      expect(await recorded()).toEqual(before);
      expect(await releasedNow(record, system.aws)).toEqual({ web: "1.0.0", job: "2.0.0" });
      const words = describeReleases(before, await releasedNow(record, system.aws), NAME, 1);
      expect(words).toContain("job 2.0.0, of a release that was not completed");

      // Nobody names an image: what failed is not tried again, and what went well stays.
      const { warnings } = await terraform.plan("next.plan");
      expect(warnings.join()).toContain("What was released stays: job 2.0.0. The environment file's images are");
      await terraform.apply("next.plan");
      const after = await runningImages({ web: "", job: "" }, deployment.workloads, system.aws);
      expect(after).toEqual({ web: running.web, job: running.job?.replace("1.0.0", "2.0.0") });
      expect((await recorded())[0]?.images).toEqual({ web: "1.0.0", job: "2.0.0" });
      // A pipeline that has built nothing for a workload may leave its variable empty.
      expect((await terraform.plan("empty.plan", { web_image: "", job_image: "" })).planned).toEqual([]);
    };
    const report = await live({
      build: (outdir) => exampleApp({ name: NAME, region: "eu-west-1", outdir }, addSystem),
      look,
    });
    expect(faults(report)).toEqual([]);
  });
});
