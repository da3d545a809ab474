import { type TerraformStack, TerraformVariable } from "cdktf";

/** The image of a workload as a Terraform variable, so that a release is a new plan and not a new program. */
export function publicImage(stack: TerraformStack, workload: string, image: string): string {
  return new TerraformVariable(stack, `${workload}_image`, {
    type: "string",
    default: image,
    nullable: false,
    description: `Image of ${workload}, with tag or digest`,
  }).stringValue;
}
