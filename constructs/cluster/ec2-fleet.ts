import { AutoscalingGroup } from "@cdktf/provider-aws/lib/autoscaling-group";
import { EcsCapacityProvider } from "@cdktf/provider-aws/lib/ecs-capacity-provider";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { IamInstanceProfile } from "@cdktf/provider-aws/lib/iam-instance-profile";
import { Token } from "cdktf";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { defaultTags } from "../default-tags";
import { FleetAlarms } from "../monitoring/fleet-alarms";
import { nameTag, pathName, physicalName } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import { refuse } from "../report";
import { type InstanceType, instanceType } from "../rules/instance-types";
import { inSameStack } from "../same-stack";
import { type InstanceRole, instanceRole } from "../security/roles";
import type { Cluster } from "./cluster";
import {
  launchConfig,
  launchesFirst,
  managedScaling,
  type RefreshPreferences,
  refreshPreferences,
  warmPoolConfig,
} from "./fleet-group";
import type { Ec2FleetProps } from "./fleet-props";
import { checkFleet } from "./fleet-rules";
import { containerHostStatements, diskMetricStatement, elasticIpStatement } from "./instance-permissions";
import { HostTemplate } from "./launch-template";
import { amazonLinuxUserData, bottlerocketUserData } from "./user-data";

export type { Ec2FleetProps } from "./fleet-props";

/**
 * EC2 hosts for a cluster.
 *
 * Creates: launch template, Auto Scaling group, capacity provider with managed scaling, instance role and profile,
 * security group, an alarm, and an Elastic IP by option. Costs: the instances, their volumes (0.088 USD per GiB and month
 * in eu-west-1), 3.65 USD a month for each public address, and 0.10 USD for the alarm.
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
  /** Literal, so that the hosts can name their group and the group its template. */
  readonly #groupName: string;

  constructor(scope: Construct, id: string, props: Ec2FleetProps) {
    super(scope, id);
    refuse(this, checkFleet(props));
    this.cluster = props.cluster;
    this.props = props;
    this.instance = instanceType(props.instanceType);
    this.reservedMemoryMiB = props.reservedMemoryMiB ?? 100;
    this.#groupName = physicalName(this, "auto-scaling-group");
    this.firewall = new FirewallGroup(this, "firewall", {
      network: props.cluster.network,
      description: "ECS hosts and their bridge-mode containers",
    });
    if (props.elasticIp === true)
      this.elasticIp = new Eip(this, "address", { domain: "vpc", tags: nameTag(this, "ec2") });
    this.role = this.#addRole();
    this.group = this.#addGroup(this.#addTemplate());
    this.capacityProvider = this.#addCapacityProvider();
    props.cluster.addCapacityProvider(this.capacityProvider.name, this.capacityProvider);
    new FleetAlarms(this, "alarms", {
      alarms: props.alarms,
      groupName: this.group.name,
      leastInstances: props.min,
      ...(props.diskAlarmPercent === undefined ? {} : { diskPercent: props.diskAlarmPercent }),
    });
  }

  /** Name of the capacity provider, for placement strategies. */
  get capacityProviderName(): string {
    return this.capacityProvider.name;
  }

  /** Whether a replaced host's successor comes before it goes. */
  get launchesBeforeItTerminates(): boolean {
    return launchesFirst(this.props);
  }

  /** How a refresh goes about it: when the template changes, and on a `RefreshSchedule`. */
  get refreshPreferences(): RefreshPreferences {
    return refreshPreferences(this.props);
  }

  #addRole(): InstanceRole {
    const role = instanceRole(this, "role", pathName(this, "instance"));
    const { cluster } = this;
    for (const statement of containerHostStatements(this, cluster.arn, cluster.name)) role.allow(statement);
    if (this.elasticIp !== undefined) {
      for (const statement of elasticIpStatement(this, this.elasticIp.allocationId, pathName(this)))
        role.allow(statement);
    }
    if (this.props.diskAlarmPercent !== undefined) role.allow(diskMetricStatement());
    return role;
  }

  #addTemplate(): HostTemplate {
    const { props } = this;
    const os = props.operatingSystem ?? "amazon-linux-2023";
    const userData = {
      clusterName: props.cluster.name,
      reservedMemoryMiB: this.reservedMemoryMiB,
      spotDraining: props.spot !== undefined,
      warmPool: props.warmPool !== undefined,
      swapMiB: props.swapMiB ?? 0,
      ...(this.elasticIp === undefined
        ? {}
        : { elasticIp: { allocationId: this.elasticIp.allocationId, region: awsAccount(this).region } }),
      ...(props.diskAlarmPercent === undefined
        ? {}
        : { diskMetric: { groupName: this.#groupName, region: awsAccount(this).region } }),
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
      tags: { ...defaultTags(this), Name: pathName(this), "stowage:fleet": pathName(this) },
    });
  }

  #addGroup(template: HostTemplate): AutoscalingGroup {
    const { props } = this;
    // A number, and not `$Latest`, which never starts a refresh.
    const version = { id: template.resource.id, version: Token.asString(template.resource.latestVersion) };
    const group = new AutoscalingGroup(this, "group", {
      name: this.#groupName,
      minSize: props.min,
      maxSize: props.max,
      vpcZoneIdentifier: [...props.cluster.network.workloadSubnets.ids],
      healthCheckType: "EC2",
      healthCheckGracePeriod: 120,
      protectFromScaleIn: false,
      // Destroy must not wait for instances that ECS is still draining. https://github.com/hashicorp/terraform-provider-aws/issues/18849
      forceDelete: true,
      // The provider waits for exactly the number that it saw last, which is not the one of a group whose bounds move: it
      // would wait ten minutes and fail. Whether tasks run is what the services wait for.
      // https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/autoscaling_group#waiting-for-capacity
      waitForCapacityTimeout: "0",
      ...launchConfig(props, version),
      ...warmPoolConfig(props),
      instanceRefresh: { strategy: "Rolling", preferences: this.refreshPreferences },
      // Group metrics are free. https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html
      enabledMetrics: ["GroupInServiceInstances"],
      tag: [
        // ECS adds this tag itself; left out, every plan would remove it.
        // https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/ecs_capacity_provider
        { key: "AmazonECSManaged", value: "true", propagateAtLaunch: true },
        // What the group launches is tagged by the launch template.
        ...Object.entries({ ...defaultTags(this), Name: pathName(this) }).map(([key, value]) => ({
          key,
          value,
          propagateAtLaunch: false,
        })),
      ],
      // Managed scaling owns the desired capacity from the first task on.
      lifecycle: { ignoreChanges: ["desired_capacity"] },
      dependsOn: inSameStack(this, props.cluster.network.routes),
    });
    this.role.outlives(group);
    return group;
  }

  #addCapacityProvider(): EcsCapacityProvider {
    return new EcsCapacityProvider(this, "capacity-provider", {
      name: physicalName(this, "ecs-capacity-provider"),
      autoScalingGroupProvider: {
        autoScalingGroupArn: this.group.arn,
        managedScaling: managedScaling(this.props.scaling),
        // Protection makes destroy hang: the group cannot end its instances. https://github.com/aws/aws-cdk/issues/18179
        managedTerminationProtection: "DISABLED",
        // Draining waits up to 48 h for tasks to move; with one instance there is nowhere to move to.
        // https://github.com/aws/containers-roadmap/issues/2467
        managedDraining: this.props.max > 1 ? "ENABLED" : "DISABLED",
      },
    });
  }
}
