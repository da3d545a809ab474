import { Fn, TerraformVariable } from "cdktf";
import type { Construct } from "constructs";
import type { ImageRepository, RepositoryImage } from "../constructs/storage/image-repository";

/**
 * The image of a workload as a Terraform variable, so that a release is a new plan and never a new synth:
 * `terraform apply -var backend_image=<repository>:1.4.2` or `<repository>@sha256:...`. Left out, it is the
 * repository with the environment file's tag.
 */
export function imageVariable(
  scope: Construct,
  workload: string,
  repository: ImageRepository,
  tag: string,
): RepositoryImage {
  const variable = new TerraformVariable(scope, `${workload}_image`, {
    type: "string",
    default: "",
    nullable: false,
    description: `Image of the ${workload}, with tag or digest; empty for tag ${tag} of its repository`,
  });
  return repository.image(Fn.coalesce([variable.stringValue, Fn.format("%s:%s", [repository.url, tag])]));
}
