import { EcsCluster } from "@cdktf/provider-aws/lib/ecs-cluster";
import { EcsClusterCapacityProviders } from "@cdktf/provider-aws/lib/ecs-cluster-capacity-providers";
import { dependable, type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import type { Network } from "../network/network";

/** CloudWatch metrics per cluster, service and task; each is billed as a custom metric (0.30 USD a month, first 10,000). */
export type ContainerInsights = "disabled" | "enabled" | "enhanced";

export interface ClusterProps {
  readonly network: Network;
  /** @default "disabled", because it is billed per metric and an idle box has dozens */
  readonly containerInsights?: ContainerInsights;
}

/**
 * An ECS cluster. It costs nothing by itself.
 *
 * Creates: `aws_ecs_cluster`, and `aws_ecs_cluster_capacity_providers` once it has capacity. There is no default
 * strategy: every service names its own, because one inherited from the cluster shows as a change on every plan.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/44776
 */
export class Cluster extends Construct {
  readonly resource: EcsCluster;
  readonly network: Network;
  readonly containerInsights: ContainerInsights;
  readonly #providers: { readonly name: string; readonly resource?: ITerraformDependable }[] = [];
  #association: EcsClusterCapacityProviders | undefined;

  constructor(scope: Construct, id: string, props: ClusterProps) {
    super(scope, id);
    this.network = props.network;
    this.containerInsights = props.containerInsights ?? "disabled";
    this.resource = new EcsCluster(this, "Default", {
      name: physicalName(this, "ecs-cluster"),
      setting: [{ name: "containerInsights", value: this.containerInsights }],
    });
  }

  get name(): string {
    return this.resource.name;
  }

  get arn(): string {
    return this.resource.arn;
  }

  /**
   * What a service waits for, and must be gone before: ECS refuses to drop a provider that a service still uses.
   * @see https://github.com/aws/aws-cdk/issues/15366
   */
  get capacityAssociation(): ITerraformDependable | undefined {
    return this.#association;
  }

  /** Lets the cluster use a capacity provider: the name of an Auto Scaling group's, `FARGATE` or `FARGATE_SPOT`. */
  addCapacityProvider(name: string, resource?: ITerraformDependable): void {
    if (this.#providers.some((known) => known.name === name)) return;
    this.#providers.push({ name, ...(resource === undefined ? {} : { resource }) });
    this.#association ??= new EcsClusterCapacityProviders(this, "capacity-providers", {
      clusterName: this.resource.name,
      capacityProviders: Lazy.listValue({ produce: () => this.#providers.map((provider) => provider.name) }),
    });
    // A capacity provider cannot be deleted while it is associated: replacing one must redo the association first. Its id,
    // which only a replacement changes: the provider as a whole would redo the association at every change in place, and
    // ECS takes no provider away that a service uses. https://github.com/hashicorp/terraform-provider-aws/issues/14393
    const ids = this.#providers.flatMap(({ resource }) =>
      resource === undefined ? [] : [`${dependable(resource)}.id`],
    );
    if (ids.length > 0) this.#association.addOverride("lifecycle.replace_triggered_by", ids);
  }
}
