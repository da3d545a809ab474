import { TerraformOutput, TerraformStack } from "cdktf";
import type { Construct } from "constructs";
import { StateBucket } from "../constructs/storage/state-bucket";
import type { Environment } from "../environments/schema";
import { configureStack } from "./configure-stack";

/**
 * Where Terraform keeps what it knows, for every stack of the environment and for this one itself. `stowage bootstrap`
 * creates it from a local state and moves that state into the new bucket.
 */
export class StateStack extends TerraformStack {
  readonly bucket: StateBucket;

  constructor(scope: Construct, id: string, environment: Environment) {
    super(scope, id);
    configureStack(this, environment, "state");
    this.bucket = new StateBucket(this, "state", { bucket: environment.state.bucket, protect: environment.protect });
    new TerraformOutput(this, "state_bucket", {
      value: this.bucket.resource.id,
      description: "Bucket that keeps the state",
    });
  }
}
