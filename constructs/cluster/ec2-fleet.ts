import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { namePrefix, pathName, physicalName } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import { refuse } from "../report";
import { type InstanceType, instanceType } from "../rules/instance-types";
import { inSameStack } from "../same-stack";
import { type InstanceRole, instanceRole } from "../security/roles";
import type { Cluster } from "./cluster";
import { checkFleet } from "./fleet-rules";
import { containerHostStatements, elasticIpStatement } from "./instance-permissions";
import { HostTemplate } from "./launch-template";
import type { ImageFamily } from "./machine-image";
import { amazonLinuxUserData, bottlerocketUserData } from "./user-data";

export interface Ec2FleetProps {
  readonly cluster: Cluster;
  /** Such as `t3.micro`. It decides architecture, registered memory and price. */
  readonly instanceType: string;
  readonly min: number;
  readonly max: number;
  /** @default 30, the size of the ECS image's own root volume; smaller ones do not boot */
  readonly rootVolumeGiB?: number;
  /** Swap file in MiB, taken from the root volume. @default 0 */
  readonly swapMiB?: number;
  /** MiB kept from tasks, for the operating system, Docker and the agent. @default 100 */
  readonly reservedMemoryMiB?: number;
  /**
   * Spot capacity at up to 70 % less, taken back by AWS with two minutes' notice.
   * Further types of the same architecture make an interruption rarer. @default - on-demand
   */
  readonly spot?: { readonly alternativeTypes: readonly string[] };
  /** A fixed public address that a replaced instance takes over. Same price as any public IPv4 address. @default false */
  readonly elasticIp?: boolean;
  /** @default "amazon-linux-2023" */
  readonly operatingSystem?: ImageFamily;
  /** A fixed machine image. @default - the latest ECS-optimized image at each launch */
  readonly imageId?: string;
}

/**
 * EC2 hosts for a cluster.
 *
 * Creates: launch template, Auto Scaling group, capacity provider with managed scaling, instance role and profile,
 * security group, and an Elastic IP by option. Costs: the instances, their volumes (0.088 USD per GiB and month in
 * eu-west-1), and 3.65 USD a month for each public address.
 * The group replaces a failed instance; with `max: 1` the services are down until the new one has joined (minutes).
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
 */
export class Ec2Fleet extends Construct {
  readonly kind = "ec2";
  readonly cluster: Cluster;
  readonly props: Ec2FleetProps;
  /** Facts about the instance type; undefined when it is unknown, which is refused. */
  readonly instance: InstanceType | undefined;
  readonly reservedMemoryMiB: number;
  readonly firewall: FirewallGroup;
  readonly role: InstanceRole;
  readonly group: AutoscalingGroup;
  readonly capacityProvider: EcsCapacityProvider;
  readonly elasticIp?: Eip;

  constructor(scope: Construct, id: string, props: Ec2FleetProps) {
    super(scope, id);
    refuse(this, checkFleet(props));
    this.cluster = props.cluster;
    this.props = props;
    this.instance = instanceType(props.instanceType);
    this.reservedMemoryMiB = props.reservedMemoryMiB ?? 100;
    this.firewall = new FirewallGroup(this, "firewall", {
      network: props.cluster.network,
      description: "ECS hosts and their bridge-mode containers",
    });
    if (props.elasticIp === true)
      this.elasticIp = new Eip(this, "address", { domain: "vpc", tags: { Name: pathName(this) } });
    this.role = this.#addRole();
    this.group = this.#addGroup(this.#addTemplate());
    this.capacityProvider = this.#addCapacityProvider();
    props.cluster.addCapacityProvider(this.capacityProvider.name, this.capacityProvider);
  }

  /** Name of the capacity provider, for placement strategies. */
  get capacityProviderName(): string {
    return this.capacityProvider.name;
  }

  get securityGroupId(): string {
    return this.firewall.id;
  }

  #addRole(): InstanceRole {
    const role = instanceRole(this, "role", pathName(this, "instance"));
    const { cluster } = this;
    for (const statement of containerHostStatements(this, cluster.arn, cluster.name)) role.allow(statement);
    if (this.elasticIp !== undefined) {
      for (const statement of elasticIpStatement(this, this.elasticIp.allocationId, pathName(this)))
        role.allow(statement);
    }
    return role;
  }

  #addTemplate(): HostTemplate {
    const { props } = this;
    const os = props.operatingSystem ?? "amazon-linux-2023";
    const userData = {
      clusterName: props.cluster.name,
      reservedMemoryMiB: this.reservedMemoryMiB,
      spotDraining: props.spot !== undefined,
      warmPool: false,
      swapMiB: props.swapMiB ?? 0,
      ...(this.elasticIp === undefined
        ? {}
        : { elasticIp: { allocationId: this.elasticIp.allocationId, region: awsAccount(this).region } }),
    };
    const profile = new IamInstanceProfile(this, "instance-profile", {
      name: physicalName(this, "iam-instance-profile"),
      role: this.role.resource.name,
    });
    return new HostTemplate(this, "template", {
      instanceType: props.instanceType,
      architecture: this.instance?.architecture ?? "x86_64",
      burstable: this.instance?.burstable ?? false,
      os,
      ...(props.imageId === undefined ? {} : { imageId: props.imageId }),
      userData: os === "bottlerocket" ? bottlerocketUserData(userData) : amazonLinuxUserData(userData),
      instanceProfileArn: profile.arn,
      securityGroupId: this.firewall.id,
      publicIp: props.cluster.network.needsPublicIp,
      rootVolumeGiB: props.rootVolumeGiB ?? 30,
      tags: { Name: pathName(this), "stowage:fleet": pathName(this), ...environmentTag(this) },
    });
  }

  #addGroup(template: HostTemplate): AutoscalingGroup {
    const { props } = this;
    // A number, and not `$Latest`, which never starts a refresh.
    const version = {
      launchTemplateId: template.resource.id,
      version: Token.asString(template.resource.latestVersion),
    };
    const group = new AutoscalingGroup(this, "group", {
      name: physicalName(this, "auto-scaling-group"),
      minSize: props.min,
      maxSize: props.max,
      vpcZoneIdentifier: [...props.cluster.network.workloadSubnets.ids],
      healthCheckType: "EC2",
      healthCheckGracePeriod: 120,
      protectFromScaleIn: false,
      // Destroy must not wait for instances that ECS is still draining. https://github.com/hashicorp/terraform-provider-aws/issues/18849
      forceDelete: true,
      ...(props.spot === undefined
        ? { launchTemplate: { id: version.launchTemplateId, version: version.version } }
        : {
            capacityRebalance: true,
            mixedInstancesPolicy: {
              instancesDistribution: {
                onDemandBaseCapacity: 0,
                onDemandPercentageAboveBaseCapacity: 0,
                spotAllocationStrategy: "price-capacity-optimized",
              },
              launchTemplate: {
                launchTemplateSpecification: version,
                override: [props.instanceType, ...props.spot.alternativeTypes].map((type) => ({ instanceType: type })),
              },
            },
          }),
      instanceRefresh: { strategy: "Rolling", preferences: this.#refreshPreferences() },
      tag: [
        // ECS adds this tag itself; left out, every plan would remove it.
        // https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ecs_capacity_provider
        { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
        { key: "Name", value: pathName(this), propagateAtLaunch: false },
      ],
      // Managed scaling owns the desired capacity from the first task on.
      lifecycle: { ignoreChanges: ["desired_capacity"] },
      dependsOn: inSameStack(this, props.cluster.network.routes),
    });
    this.role.outlives(group);
    return group;
  }

  /** A changed template replaces the hosts: the new one first where the fleet may have two, else the old one first. */
  #refreshPreferences() {
    const launchFirst = this.props.max > this.props.min && this.elasticIp === undefined;
    return launchFirst
      ? { minHealthyPercentage: 100, maxHealthyPercentage: 200 }
      : { minHealthyPercentage: 0, maxHealthyPercentage: 100 };
  }

  #addCapacityProvider(): EcsCapacityProvider {
    return new EcsCapacityProvider(this, "capacity-provider", {
      name: physicalName(this, "ecs-capacity-provider"),
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.group.arn,
        // With managed scaling a task that does not fit waits in PROVISIONING; without it RunTask fails at once and a
        // scheduled run is lost. https://github.com/aws/containers-roadmap/issues/1705
        managedScaling: {
          status: "ENABLED",
          targetCapacity: 100,
          minimumScalingStepSize: 1,
          maximumScalingStepSize: 1,
        },
        // Protection makes destroy hang: the group cannot end its instances. https://github.com/aws/aws-cdk/issues/18179
        managedTerminationProtection: "DISABLED",
        // Draining waits up to 48 h for tasks to move; with one instance there is nowhere to move to.
        // https://github.com/aws/containers-roadmap/issues/2467
        managedDraining: this.props.max > 1 ? "ENABLED" : "DISABLED",
      },
    });
  }
}

function environmentTag(scope: Construct): Record<string, string> {
  const prefix = namePrefix(scope);
  return prefix === undefined ? {} : { "stowage:system": prefix };
}
