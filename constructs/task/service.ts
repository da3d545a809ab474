import { EcsService, type EcsServiceConfig } from "@cdktf/provider-aws/lib/ecs-service";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import type { Routable } from "../ingress/route-action";
import type { TargetGroup } from "../ingress/target-group";
import type { Alarms } from "../monitoring/alarms";
import { checkServiceAlarms, ServiceAlarms } from "../monitoring/service-alarms";
import { physicalName } from "../naming";
import { refuse } from "../report";
import type { ScalingProps } from "../scaling/scaling-policies";
import { checkScaling } from "../scaling/scaling-rules";
import { ServiceScaling } from "../scaling/service-scaling";
import type { TaskRole } from "../security/roles";
import { openBetweenHosts } from "../service-connect/between-hosts";
import { Discovery } from "../service-connect/discovery";
import { checkConnect, connectPublication, connectSettings, withProxy } from "../service-connect/service-connect";
import { allowFrom } from "./allow-from";
import type { Caller } from "./caller";
import type { Expose } from "./expose";
import { Redeployment } from "./redeployment";
import { checkRotation, injectedValues, type OnRotation } from "./rotation-rules";
import { allowExecuteCommand, serviceConfig } from "./service-config";
import { connectIngress, type Ingress, publicationOf } from "./service-ingress";
import type { ServiceProps } from "./service-props";
import { checkService } from "./service-rules";
import { Task } from "./task";

export type { ServiceProps } from "./service-props";

/**
 * A container, or a few that belong together, that always run.
 *
 * Creates: `aws_ecs_service`, what `Task` creates, and alarms (three, behind a balancer up to five; 0.10 USD a month for
 * each series they read); where values are injected a `Redeployment`; by option a target group with its route or port, scaling, names for others to call it by.
 * A deployment that does not become healthy is rolled back by ECS and then fails the apply, because Terraform waits and
 * compares. Costs nothing by itself on EC2; on Fargate by the second.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
export class Service extends Construct implements Routable {
  readonly resource: EcsService;
  readonly task: Task;
  /** Literal, so that the alarms can name the service, and the service its alarms. */
  readonly name: string;
  readonly desiredCount: number;
  readonly minimumHealthyPercent: number;
  readonly maximumPercent: number;
  readonly expose: Expose | undefined;
  readonly scaling: ScalingProps | undefined;
  readonly alarms: ServiceAlarms;
  /** Injected values whose change the service bears without a redeployment, each with the reason. */
  readonly onRotation: OnRotation;
  readonly #ingress: Ingress;

  constructor(scope: Construct, id: string, props: ServiceProps) {
    super(scope, id);
    this.name = physicalName(this, "ecs-service");
    this.expose = props.expose;
    this.scaling = props.scaling;
    this.onRotation = props.onRotation ?? {};
    this.desiredCount = props.desiredCount ?? props.scaling?.min ?? 1;
    const staticPort = (props.expose?.hostPort ?? 0) !== 0;
    this.minimumHealthyPercent = props.minimumHealthyPercent ?? (staticPort ? 0 : 100);
    this.maximumPercent = props.maximumPercent ?? (staticPort ? 100 : 200);
    this.task = this.#addTask(props);
    this.#check(props);
    if (props.executeCommand === true) allowExecuteCommand(this.taskRole);

    this.#ingress = connectIngress(this, this.task, props.expose);
    this.alarms = this.#addAlarms(props);
    const parts = { ...this.#ingress.settings, ...this.#addNames(props) };
    this.resource = new EcsService(this, "Default", serviceConfig(this, props, parts, this.#ingress.after));
    this.targetGroup?.usedBy(this.resource);
    this.task.permissionsOutlive(this.resource);
    if (props.scaling !== undefined) this.#addScaling(props.scaling);
    this.#redeployWhenChanged(props.alarms);
  }

  /** The application's own role; grants go here: `table.grantRead(service.taskRole)`. */
  get taskRole(): TaskRole {
    return this.task.taskRole;
  }

  /** Its copies as a balancer sees them; undefined without a balancer. */
  get targetGroup(): TargetGroup | undefined {
    return this.#ingress.targetGroup;
  }

  /** Opens exactly one port, the container's, to other services and tasks. */
  allowFrom(...callers: readonly Caller[]): void {
    allowFrom(this, callers);
  }

  #addTask(props: ServiceProps): Task {
    const { connect, expose, discovery } = props;
    const callable = connect?.serves !== undefined || discovery !== undefined;
    const sized = connect === undefined ? props : withProxy(this.node.id, props);
    return new Task(this, "task", sized, {
      ...publicationOf(expose, callable),
      ...(connect === undefined ? {} : connectPublication(this.node.id, connect)),
    });
  }

  #check(props: ServiceProps): void {
    const { task, expose, desiredCount, minimumHealthyPercent, maximumPercent } = this;
    const { scaling, connect, deployment = "rolling", settleMinutes = 15 } = props;
    const balancer = balancerKind(expose);
    refuse(this, [
      ...checkService({ task, expose, desiredCount, minimumHealthyPercent, maximumPercent, deployment, settleMinutes }),
      ...(scaling === undefined
        ? []
        : checkScaling(scaling, { desiredCount, countsRequests: balancer === "application" && this.#isRouted() })),
      ...(connect === undefined ? [] : checkConnect(this.node.id, connect, task)),
      ...checkRotation(this.onRotation, task.layout.containers),
      ...checkServiceAlarms(props.alarms, props.alarmAt ?? {}, props.rollbackOn ?? [], balancer),
    ]);
  }

  /** AWS counts requests per copy only for a target group that a rule of the balancer leads to alone. */
  #isRouted(): boolean {
    return this.expose?.loadBalancer !== undefined && this.expose.unrouted !== true;
  }

  #addAlarms(props: ServiceProps): ServiceAlarms {
    const kind = balancerKind(this.expose);
    const counted = this.#countedAs();
    return new ServiceAlarms(this, "alarms", {
      alarms: props.alarms,
      cluster: this.task.cluster,
      serviceName: this.name,
      leastCopies: props.scaling?.min ?? this.desiredCount,
      thresholds: props.alarmAt ?? {},
      ...(kind === undefined || counted === undefined ? {} : { balanced: { kind, ...counted } }),
    });
  }

  /** The names under which CloudWatch counts its requests. */
  #countedAs(): { loadBalancer: string; targetGroup: string } | undefined {
    const balancer = this.expose?.loadBalancer ?? this.expose?.networkLoadBalancer;
    if (balancer === undefined || this.targetGroup === undefined) return undefined;
    return { loadBalancer: balancer.resource.arnSuffix, targetGroup: this.targetGroup.arnSuffix };
  }

  #addNames({ connect, discovery }: ServiceProps): Partial<EcsServiceConfig> {
    const { task } = this;
    if (connect?.serves !== undefined || discovery !== undefined) openBetweenHosts(task);
    const serviceConnectConfiguration =
      connect && connectSettings(this.node.id, connect, task, awsAccount(this).region);
    const serviceRegistries = discovery && new Discovery(this, "discovery", task, discovery).registry;
    return {
      ...(serviceConnectConfiguration === undefined ? {} : { serviceConnectConfiguration }),
      ...(serviceRegistries === undefined ? {} : { serviceRegistries }),
    };
  }

  #redeployWhenChanged(alarms: Alarms): void {
    const injected = injectedValues(this.task.layout.containers);
    const heard = injected.filter(({ name }) => !Object.hasOwn(this.onRotation, name));
    // By origin: two keys of a secret have the same ARN, and each its own token for it.
    const of = [...new Map(heard.map(({ value }) => [value.origin, value.arn])).values()];
    if (of.length > 0) new Redeployment(this, "rotation", { service: this.resource, of, alarms });
  }

  #addScaling(scaling: ScalingProps): void {
    const requests = this.expose?.loadBalancer === undefined ? undefined : this.#countedAs();
    new ServiceScaling(this, "scaling", {
      ...scaling,
      cluster: this.task.cluster,
      serviceName: this.resource.name,
      ...(requests === undefined ? {} : { requests }),
    });
  }
}

function balancerKind(expose: Expose | undefined): "application" | "network" | undefined {
  if (expose?.loadBalancer !== undefined) return "application";
  return expose?.networkLoadBalancer === undefined ? undefined : "network";
}
