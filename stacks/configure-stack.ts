import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { S3Backend, type TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { setNamePrefix } from "../constructs/naming";
import type { Environment } from "../environments/schema";

/** The provider release that the bindings were generated from. @see docs/upgrading.md */
const PROVIDER_VERSION = "5.100.0";
/** S3 lock files are stable from Terraform 1.11 on. https://developer.hashicorp.com/terraform/language/backend/s3 */
export const TERRAFORM_VERSION = "~> 1.11";

/**
 * What every stack has in common: physical names begin with `stowage-<environment>`, one AWS provider with default
 * tags, state in the environment's bucket under `<environment>/<stack>.tfstate`, locked by a file beside it.
 */
export function configureStack(stack: TerraformStack, environment: Environment, name: string): void {
  setNamePrefix(stack, `stowage-${environment.name}`);
  new AwsProvider(stack, "aws", {
    region: environment.region,
    ...(environment.account === undefined ? {} : { allowedAccountIds: [environment.account] }),
    defaultTags: [
      {
        tags: {
          "stowage:environment": environment.name,
          "stowage:stack": name,
          "stowage:managed-by": "terraform",
        },
      },
    ],
  });
  // In a scope of its own: CDKTF gives the backend the id `backend`, which a workload may well have.
  new S3Backend(new Construct(stack, "terraform"), {
    bucket: environment.state.bucket,
    key: `${environment.name}/${name}.tfstate`,
    region: environment.region,
    encrypt: true,
  });
  // CDKTF 0.21 has no typed option for it. https://github.com/hashicorp/terraform-cdk/issues/3834
  stack.addOverride("terraform.backend.s3.use_lockfile", true);
  stack.addOverride("terraform.required_version", TERRAFORM_VERSION);
  stack.addOverride("terraform.required_providers.aws.version", PROVIDER_VERSION);
  describeReferences(stack, environment);
}

/** CDKTF adds an output for each value that another stack refers to, and gives it no description. */
function describeReferences(stack: TerraformStack, { name }: Environment): void {
  const register = stack.registerOutgoingCrossStackReference.bind(stack);
  stack.registerOutgoingCrossStackReference = (identifier) => {
    const output = register(identifier);
    output.description = `${identifier}, which another stack of ${name} reads.`;
    return output;
  };
}
