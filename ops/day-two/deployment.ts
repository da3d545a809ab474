import { Configuration } from "../../checks/cost/configuration";
import type { Resource } from "../../checks/cost/resource";
import type { Json, TerraformDocument } from "../../checks/cost/terraform-document";
import type { View } from "../../checks/cost/view";
import { releasedRecord } from "../../constructs/security/released-parameters";
import { injectedInto } from "./injected";

/** A schedule of EventBridge Scheduler. */
export interface Schedule {
  readonly group: string;
  readonly name: string;
  /** As synthesized: a schedule that is not enabled stays so. */
  readonly enabled: boolean;
}

/** An ECS service. */
export interface EcsService {
  readonly cluster: string;
  readonly name: string;
  /** Copies asked for; 0 of a daemon service, which runs once on every host. */
  readonly desiredCount: number;
  readonly daemon: boolean;
}

/** What Application Auto Scaling may do to a service. */
export interface ScalableTarget {
  /** `service/<cluster>/<service>` */
  readonly resourceId: string;
  readonly min: number;
  readonly max: number;
  /** Whether times of day change its limits. */
  readonly scheduled: boolean;
}

/** An Auto Scaling group of hosts. */
export interface HostGroup {
  readonly name: string;
  readonly min: number;
}

/** A secret or parameter that ECS injects into containers of a workload. */
export interface Injected {
  /** Names by which a person may mean it: in AWS, and its construct's path inside its stack. */
  readonly names: readonly string[];
}

/** A task definition, and what starts tasks of it. */
export interface Workload {
  /** As in the stack's source: its construct path inside the stack, such as `backend`. */
  readonly name: string;
  /** Family of the task definition. */
  readonly family: string;
  readonly logGroups: readonly string[];
  /** The service that keeps it running. @default - none: schedules or events start it */
  readonly service?: EcsService;
  /** What its containers read at their start, and not again. */
  readonly injected: readonly Injected[];
  /** The schedules that start it; several for a calendar of several entries. */
  readonly schedules: readonly Schedule[];
}

/** Where it is written down what was released. */
export interface ReleaseRecord {
  /** Name in Parameter Store of the parameter that holds all images, and of the folder that holds one for each workload. */
  readonly parameter: string;
  readonly stack: string;
}

/** What the commands of the second day need to know of an environment. */
export interface Deployment {
  readonly region: string;
  readonly workloads: readonly Workload[];
  /** @default - none: no stack keeps what was released */
  readonly releases?: ReleaseRecord;
  /** Every schedule, also those that start no task, such as the refresh of hosts. */
  readonly schedules: readonly Schedule[];
  readonly services: readonly EcsService[];
  readonly scalableTargets: readonly ScalableTarget[];
  readonly hostGroups: readonly HostGroup[];
  /** Names of the clusters that services and schedules run in. */
  readonly clusters: readonly string[];
  /** Names of the alarms that tell somebody. */
  readonly alarms: readonly string[];
  /** What no command puts to sleep although it works or costs, in words. */
  readonly sleepless: readonly string[];
}

/**
 * Reads from synthesized stacks what runs where. Names are literal in them, or references that lead to one, also
 * through the outputs of another stack; what only AWS knows, such as ids of subnets, is asked of AWS when it is needed.
 */
export function deploymentOf(documents: readonly TerraformDocument[]): Deployment {
  const configuration = new Configuration(documents);
  const scheduled = configuration.ofType("aws_scheduler_schedule");
  const services = configuration.ofType("aws_ecs_service");
  return {
    region: configuration.resources.find(({ region }) => region !== "")?.region ?? "",
    workloads: configuration
      .ofType("aws_ecs_task_definition")
      .map((task) => workload(task, services, scheduled))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ...releaseRecord(configuration.ofType("aws_ssm_parameter")),
    schedules: scheduled.map(schedule),
    services: services.map(service),
    scalableTargets: configuration.ofType("aws_appautoscaling_target").map((it) => scalableTarget(it, configuration)),
    hostGroups: configuration.ofType("aws_autoscaling_group").map(({ view }) => ({
      name: text(view, "name"),
      min: Math.max(view.number("min_size") ?? 0, view.number("desired_capacity") ?? 0),
    })),
    clusters: [
      ...new Set(
        [...services.map(({ view }) => view), ...scheduled.flatMap(({ view }) => view.blocks("target"))]
          .flatMap((view) => [...view.targets("cluster"), ...view.targets("arn")])
          .filter(({ type }) => type === "aws_ecs_cluster")
          .map(({ view }) => text(view, "name")),
      ),
    ],
    alarms: configuration.ofType("aws_cloudwatch_metric_alarm").filter(tellsSomebody).map(alarmName),
    sleepless: [
      ...configuration
        .ofType("aws_cloudwatch_event_target")
        .filter(({ view }) => view.has("ecs_target"))
        .map(({ view }) => `the rule ${view.text("rule") ?? ""}, whose events start tasks`),
      ...configuration.ofType("aws_db_instance").map(({ view }) => `the database ${view.text("identifier") ?? ""}`),
    ],
  };
}

/**
 * The same stacks as they are while the environment sleeps, for the estimate of what that saves: no host, no copy of a
 * service. The most hosts there may be stays in AWS; here it is 0 too, as nothing asks for one.
 */
export function asleep(documents: readonly TerraformDocument[]): TerraformDocument[] {
  const none: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
    aws_autoscaling_group: { min_size: 0, max_size: 0, desired_capacity: 0 },
    aws_appautoscaling_target: { min_capacity: 0, max_capacity: 0 },
    aws_ecs_service: { desired_count: 0 },
  };
  return documents.map((document) => ({
    ...document,
    resources: document.resources.map((it) => ({ ...it, values: { ...it.values, ...none[it.type] } })),
  }));
}

function workload(task: Resource, services: readonly Resource[], schedules: readonly Resource[]): Workload {
  const own = services.find(({ view }) => view.targets("task_definition").includes(task));
  const starts = ({ view }: Resource) =>
    view.blocks("target").some((it) => it.blocks("ecs_parameters").some((p) => isIn(task, p, "task_definition_arn")));
  return {
    name: nameIn(task.path ?? task.address),
    family: text(task.view, "family"),
    logGroups: task.view
      .targets("container_definitions")
      .filter(({ type }) => type === "aws_cloudwatch_log_group")
      .map(({ view }) => text(view, "name")),
    ...(own === undefined ? {} : { service: service(own) }),
    injected: injectedInto(task),
    schedules: schedules.filter(starts).map(schedule),
  };
}

function releaseRecord(parameters: readonly Resource[]): Pick<Deployment, "releases"> {
  const found = parameters.find(({ view }) => releasedRecord(view.text("name") ?? "") === "all");
  const [stack] = found?.path?.split("/") ?? [];
  if (found === undefined || stack === undefined) return {};
  return { releases: { parameter: text(found.view, "name"), stack } };
}

/** `dev-app/backend/task/Default` is `backend`; a queue worker's own service, `jobs/service/task/Default`, is `jobs`. */
function nameIn(path: string): string {
  return path
    .replace(/^[^/]+\//, "")
    .replace(/\/task\/Default$/, "")
    .replace(/\/service$/, "");
}

function isIn(resource: Resource, view: View, key: string): boolean {
  return view.targets(key).includes(resource);
}

function service({ view }: Resource): EcsService {
  const [cluster] = view.targets("cluster");
  return {
    cluster: cluster === undefined ? text(view, "cluster") : text(cluster.view, "name"),
    name: text(view, "name"),
    desiredCount: view.number("desired_count") ?? 0,
    daemon: view.text("scheduling_strategy") === "DAEMON",
  };
}

function schedule({ view }: Resource): Schedule {
  return {
    group: view.text("group_name") ?? "default",
    name: text(view, "name"),
    enabled: view.text("state") !== "DISABLED",
  };
}

function scalableTarget({ view }: Resource, configuration: Configuration): ScalableTarget {
  const resourceId = text(view, "resource_id");
  const actions = configuration.ofType("aws_appautoscaling_scheduled_action");
  return {
    resourceId,
    min: view.number("min_capacity") ?? 0,
    max: view.number("max_capacity") ?? 0,
    scheduled: actions.some((action) => action.view.text("resource_id") === resourceId),
  };
}

/** Not the alarms that move Auto Scaling: those can do nothing to a service whose limits are 0. */
function tellsSomebody({ view }: Resource): boolean {
  const scales = view.targets("alarm_actions").some(({ type }) => type === "aws_appautoscaling_policy");
  return view.has("alarm_actions") && view.flag("actions_enabled") !== false && !scales;
}

function alarmName({ view }: Resource): string {
  return text(view, "alarm_name");
}

/** @throws Error where a name is known to AWS only, which no construct of this project leaves it */
function text(view: View, key: string): string {
  const value = view.text(key);
  if (value === undefined) throw new Error(`${key} can not be read from the synthesized stacks`);
  return value;
}
