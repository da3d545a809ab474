import { EcsTaskDefinition } from "@cdktf/provider-aws/lib/ecs-task-definition";
import { type ITerraformDependable, Lazy } from "cdktf";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Cluster } from "../cluster/cluster";
import { LogGroup } from "../monitoring/log-group";
import { pathName, physicalName } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import { refuse } from "../report";
import { inSameStack } from "../same-stack";
import { type ExecutionRole, executionRole, type TaskRole, taskRole } from "../security/roles";
import { architectureOf, type Capacity, capacityStrategy, FREE_STORAGE_GIB } from "./capacity";
import type { SizedContainer } from "./container";
import { containerDefinition } from "./container-definition";
import { addressing, checkFargate } from "./fargate-placement";
import { jsonText } from "./json-text";
import type { OutsideAddress } from "./outside-address";
import type { TaskLayout } from "./task-layout";
import { layoutOf, type Publication, type TaskProps } from "./task-props";
import { checkTask } from "./task-rules";
import { volumeConfig } from "./volume";
import { checkVolumes, isWritten } from "./volume-rules";

export type { Publication, TaskProps, TaskSettings } from "./task-props";
export { withContainers } from "./task-props";

/**
 * One task definition with its roles, its log group and, in awsvpc mode, its own security group. Not used directly:
 * `Service`, `ScheduledTask` and the others hold one and expose it as `task`.
 *
 * Creates: `aws_ecs_task_definition`, execution role, task role, log group, and a security group in awsvpc mode.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definitions.html
 */
export class Task extends Construct {
  readonly resource: EcsTaskDefinition;
  /** Name that all revisions share. */
  readonly family: string;
  readonly cluster: Cluster;
  readonly runOn: Capacity;
  readonly layout: TaskLayout;
  readonly reaches: readonly OutsideAddress[];
  readonly executionRole: ExecutionRole;
  readonly taskRole: TaskRole;
  readonly logs: LogGroup;
  /** The task's own group in awsvpc mode; else the fleet's, which its containers share with the host. */
  readonly firewall: FirewallGroup | undefined;
  readonly #publication: Publication;

  constructor(scope: Construct, id: string, props: TaskProps, publication?: Publication) {
    super(scope, id);
    this.cluster = props.cluster;
    this.runOn = props.runOn;
    this.#publication = publication ?? {};
    this.layout = layoutOf(scope.node.id, props, publication);
    this.reaches = props.reaches ?? [];
    refuse(this, [
      ...checkTask(this.layout),
      ...checkFargate(props.runOn, props.cluster.network),
      ...checkVolumes(this.layout, props.cluster, props.runOn),
    ]);
    if (props.runOn.kind === "fargate")
      props.cluster.addCapacityProvider(capacityStrategy(props.runOn)[0]!.capacityProvider);

    this.executionRole = executionRole(this, "execution-role", pathName(scope, "execution"));
    this.taskRole = taskRole(this, "task-role", pathName(scope, "task"));
    const retention = props.logRetentionDays === undefined ? {} : { retentionDays: props.logRetentionDays };
    this.logs = new LogGroup(this, "logs", { name: `/${pathName(scope, undefined, "/")}`, ...retention });
    this.firewall = this.#firewall();
    this.#grantWhatContainersNeed();
    this.#grantMounts();
    this.family = physicalName(scope, "ecs-family");
    this.resource = this.#define();
  }

  /**
   * ARN of the family, to which `:*` adds its revisions. Written out rather than read from the task definition: what
   * names it, such as a policy, is then no part of a release's plan.
   */
  get familyArn(): string {
    const { partition, region, id } = awsAccount(this);
    return `arn:${partition}:ecs:${region}:${id}:task-definition/${this.family}`;
  }

  /** Awsvpc settings for services and schedules; undefined in the other modes. */
  get networkConfiguration(): { subnets: string[]; securityGroups: string[]; assignPublicIp: boolean } | undefined {
    if (this.layout.networkMode !== "awsvpc" || this.firewall === undefined) return undefined;
    return { ...addressing(this.runOn, this.cluster.network), securityGroups: [this.firewall.id] };
  }

  /** Makes a resource wait for the task's permissions and outlive none of them. */
  permissionsOutlive(dependent: ITerraformDependable & Parameters<ExecutionRole["outlives"]>[0]): void {
    this.executionRole.outlives(dependent);
    this.taskRole.outlives(dependent);
  }

  #firewall(): FirewallGroup | undefined {
    if (this.layout.networkMode === "awsvpc") {
      return new FirewallGroup(this, "firewall", {
        network: this.cluster.network,
        description: "ECS tasks in awsvpc mode",
      });
    }
    return this.runOn.kind === "ec2" ? this.runOn.firewall : undefined;
  }

  #grantWhatContainersNeed(): void {
    this.logs.grantWrite(this.executionRole);
    for (const container of this.layout.containers) {
      if (typeof container.image !== "string") container.image.grantPull(this.executionRole);
      container.registryCredentials?.grantRead(this.executionRole);
      const injected = [container.secrets, container.logDriver?.secretOptions].flatMap((record) =>
        Object.values(record ?? {}),
      );
      for (const secret of injected) secret.grantInjection(this.executionRole);
    }
  }

  #grantMounts(): void {
    for (const { name, efs } of this.layout.volumes) {
      efs?.grantMount(this, isWritten(name, this.layout) ? "write" : "read");
    }
  }

  #define(): EcsTaskDefinition {
    const { layout } = this;
    const [withoutAws, withAws] = [this.#containers(false), this.#containers(true)];
    return new EcsTaskDefinition(this, "Default", {
      family: this.family,
      networkMode: layout.networkMode,
      requiresCompatibilities: [layout.capacity === "fargate" ? "FARGATE" : "EC2"],
      ...(layout.taskCpu === undefined ? {} : { cpu: String(layout.taskCpu) }),
      ...(layout.taskMemoryMiB === undefined ? {} : { memory: String(layout.taskMemoryMiB) }),
      ...(this.runOn.kind === "fargate" && this.runOn.ephemeralStorageGiB > FREE_STORAGE_GIB
        ? { ephemeralStorage: { sizeInGib: this.runOn.ephemeralStorageGiB } }
        : {}),
      executionRoleArn: this.executionRole.arn,
      taskRoleArn: this.taskRole.arn,
      runtimePlatform: {
        operatingSystemFamily: "LINUX",
        cpuArchitecture: architectureOf(this.runOn) === "arm64" ? "ARM64" : "X86_64",
      },
      volume: layout.volumes.map(volumeConfig),
      // Decided at synthesis: what the task's role may do is granted after the task is made.
      containerDefinitions: Lazy.stringValue({
        produce: () => (this.taskRole.statements.length > 0 ? withAws : withoutAws),
      }),
      dependsOn: inSameStack(this, this.#needsFirst()),
    });
  }

  /**
   * What whatever runs the task waits for, by waiting for its definition: routes, where the task itself stands in the
   * subnets, or it starts without a way out and its address keeps the internet gateway; and mount targets.
   */
  #needsFirst(): ITerraformDependable[] {
    const routes = this.runOn.kind === "fargate" ? this.cluster.network.routes : [];
    return [...routes, ...this.layout.volumes.flatMap(({ efs }) => efs?.fileSystem.mountTargets ?? [])];
  }

  /** As text; by name, as the provider keeps them. */
  #containers(callsAws: boolean): string {
    const containers = this.layout.containers.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return jsonText(containers.map((container) => this.#container(container, callsAws)));
  }

  #container(container: SizedContainer, callsAws: boolean) {
    const { hostPort: _, ...port } = container === published(this.layout.containers) ? this.#publication : {};
    return containerDefinition(container, {
      capacity: this.layout.capacity,
      networkMode: this.layout.networkMode,
      hostPort: container === published(this.layout.containers) ? this.layout.hostPort : undefined,
      ...port,
      logGroupName: this.logs.name,
      region: awsAccount(this).region,
      callsAws,
    });
  }
}

/** The container whose port the task publishes: the first that has one. */
export function published(containers: readonly SizedContainer[]): SizedContainer | undefined {
  return containers.find((container) => container.port !== undefined);
}
