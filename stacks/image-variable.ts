import { conditional, Fn, TerraformVariable, Token } from "cdktf";
import type { Construct } from "constructs";
import type { ImageRepository, RepositoryImage } from "../constructs/storage/image-repository";

/**
 * The image of a workload as a Terraform variable, so that a release is a new plan and never a new synth:
 * `terraform apply -var backend_image=1.4.2` takes that tag of the workload's repository, anything with a `/`, `:` or
 * `@` is a whole address, such as `public.ecr.aws/nginx/nginx:1.29` or `<repository>@sha256:...`.
 * The default is the environment file's tag.
 */
export function imageVariable(
  scope: Construct,
  workload: string,
  repository: ImageRepository,
  tag: string,
): RepositoryImage {
  const variable = new TerraformVariable(scope, `${workload}_image`, {
    type: "string",
    default: tag,
    nullable: false,
    description: `Image of the ${workload}: a tag of its repository, or a whole address with tag or digest`,
  });
  const isAddress = Fn.can(Fn.regex("[/:@]", variable.stringValue));
  const inRepository = Fn.format("%s:%s", [repository.url, variable.stringValue]);
  return repository.image(Token.asString(conditional(isAddress, variable.stringValue, inRepository)));
}
