import { AwsProvider } from "@cdktf/provider-aws/lib/provider";
import { App, LocalBackend, TerraformStack } from "cdktf";
import { Construct } from "constructs";
import { check } from "../checks/check";
import { setNamePrefix } from "../constructs/naming";
import { synthesize } from "../ops/program/synthesize";

/** The provider release that the bindings were generated from, and the Terraform that the tests run. */
const PROVIDER_VERSION = "5.100.0";
const TERRAFORM_VERSION = "~> 1.11";

export interface ExampleProps {
  /** Name of the stack and, after `stowage-`, the first part of every AWS name. */
  readonly name: string;
  readonly region: string;
  /** Folder to write to. @default - `cdktf.out` in the current folder */
  readonly outdir?: string;
}

/**
 * An app with one stack, filled by `fill`.
 *
 * Its state is a file beside the configuration, so that nothing has to exist before an example; a system that more than
 * one person deploys keeps its state in a bucket, as stacks/configure-stack.ts does.
 */
export function exampleApp(props: ExampleProps, fill: (stack: TerraformStack) => void): App {
  // Here and not in cdktf.json, so that resource addresses do not depend on which tool runs the program.
  const context = { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" };
  const app = new App({
    context,
    stackTraces: false,
    ...(props.outdir === undefined ? {} : { outdir: props.outdir }),
  });
  const stack = new TerraformStack(app, props.name);
  setNamePrefix(stack, `stowage-${props.name}`);
  new AwsProvider(stack, "aws", {
    region: props.region,
    defaultTags: [{ tags: { "stowage:example": props.name, "stowage:managed-by": "terraform" } }],
  });
  // CDKTF insists on a backend, and its own choice is a path of this machine; Terraform's choice, without any, is a file
  // beside the configuration. In a scope of its own, because it takes the id `backend`, which a workload may well have.
  new LocalBackend(new Construct(stack, "terraform"));
  stack.addOverride("terraform.backend", undefined);
  // `cdktf synth --hcl` renders this override as invalid HCL, so the HCL form does without it.
  if (!app.hclOutput) stack.addOverride("terraform.required_version", TERRAFORM_VERSION);
  stack.addOverride("terraform.required_providers.aws.version", PROVIDER_VERSION);
  fill(stack);
  return app;
}

/** Judges the example by every check and writes it, when `examples/synth.mjs` asked for it; a test that imports it does neither. */
export function runAsProgram(name: string, build: () => App): void {
  if (process.env.STOWAGE_EXAMPLE === name) synthesize(build, (app) => void check(app));
}
