import { describe, expect, test } from "vitest";
import { aStack, type Block } from "../../test/support/template";
import { ImageRepository } from "../storage/image-repository";
import { ReleasedImages } from "./released-images";

/** Two workloads, of which `recorded` say when they have settled. */
const released = (...recorded: string[]) =>
  aStack((stack) => {
    const images = new ReleasedImages(stack, "released");
    for (const workload of ["web", "job"]) {
      const image = images.image(workload, new ImageRepository(stack, `${workload}-images`), "1.0.0");
      if (recorded.includes(workload)) image.recordAfter([]);
    }
  });

describe("the images of a system", () => {
  const { json, one } = released("web", "job");

  test("are variables that need not be given, under names that people type", () => {
    expect(Object.keys(json.variable!).sort()).toEqual(["job_image", "web_image"]);
    for (const variable of Object.values(json.variable as Record<string, Block>))
      expect(variable).toMatchObject({ default: "released", nullable: false });
  });

  test("are those the plan names, else those released last, else the first", () => {
    expect(json.locals!.web_image).toBe(
      '${contains(["", "released"], var.web_image) ? lookup(local.released_images, "/stowage-test/released/web", "1.0.0") : var.web_image}',
    );
  });

  test("are written down in the open, together after each of them", () => {
    expect(one("aws_ssm_parameter", "released_web")).toMatchObject({
      name: "/stowage-test/released/web",
      value: "${local.web_image}",
    });
    const all = one("aws_ssm_parameter", "released_all");
    expect(all.value).toBe('${jsonencode({"job" = local.job_image, "web" = local.web_image})}');
    expect(all.depends_on).toEqual([
      expect.stringMatching(/^aws_ssm_parameter\.released_web_/),
      expect.stringMatching(/^aws_ssm_parameter\.released_job_/),
    ]);
  });

  test("are warned of when the environment file names others", () => {
    const { assert } = (json.check as Record<string, Block>).released_images!;
    const [{ error_message: message }] = assert as [Block];
    expect(message).toMatch(/^What was released stays: .*name it: -var <workload>_image=/);
    for (const workload of ["web", "job"]) expect(message).toContain(`"${workload} \${local.${workload}_image}"`);
  });
});
