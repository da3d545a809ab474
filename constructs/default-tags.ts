import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { TerraformStack } from "cdktf";
import type { IConstruct } from "constructs";

/**
 * The default tags of the stack's AWS provider, for what the provider does not put them on: Auto Scaling groups, and what
 * a launch template creates. The provider must be in the stack before.
 * @see https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs#default_tags
 */
export function defaultTags(scope: IConstruct): Readonly<Record<string, string>> {
  const provider = TerraformStack.of(scope).node.children.find((child) => child instanceof AwsProvider);
  const [blocks] = [provider?.defaultTagsInput].flat();
  return blocks !== undefined && "tags" in blocks ? (blocks.tags ?? {}) : {};
}
