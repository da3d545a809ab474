import { blocksOf, isObject, objectOf } from "../cost/terraform-document";
import { blocksFor, type FleetView, fleetView, type HostPosition } from "./fleet-view";
import type { Block, JsonObject, SynthesizedApp } from "./synthesized-app";
import { flagOf, listOf, numberOf, textOf } from "./synthesized-stack";
import { type TaskView, taskView } from "./task-view";

/** Something that starts tasks of a definition. */
export interface RunnerView {
  /** A schedule starts tasks at set times, an event whenever a rule matches. */
  readonly kind: "service" | "daemon" | "schedule" | "event";
  readonly block: Block;
  readonly path: string;
  readonly task: TaskView;
  /** Copies of a service, tasks per start of a schedule or event. */
  readonly count: number;
  readonly cluster: Block | undefined;
  readonly capacity: CapacityView;
  /** Addresses of its tasks in awsvpc mode; undefined in the other modes. */
  readonly position: HostPosition | undefined;
  /** Role that starts the tasks; services need none. */
  readonly role: Block | undefined;
  /** The block that holds `capacity_provider_strategy`, `network_configuration` and so on. */
  readonly settings: JsonObject;
}

/** What tasks run on. */
export interface CapacityView {
  readonly fargate: boolean;
  readonly fleets: readonly FleetView[];
}

/** Everything ECS in an app. */
export interface EcsView {
  readonly tasks: readonly TaskView[];
  readonly fleets: readonly FleetView[];
  readonly runners: readonly RunnerView[];
}

/** Reads clusters, fleets, task definitions and what starts them. */
export function ecsView(app: SynthesizedApp): EcsView {
  const tasks = app.ofType("aws_ecs_task_definition").map((block) => taskView(app, block));
  const fleets = app.ofType("aws_ecs_capacity_provider").map((block) => fleetView(app, block));
  const reader = new RunnerReader(app, new Map(tasks.map((task) => [task.block, task])), fleets);
  return {
    tasks,
    fleets,
    runners: [
      ...app.ofType("aws_ecs_service").flatMap((block) => reader.service(block)),
      ...app.ofType("aws_scheduler_schedule").flatMap((block) => reader.schedule(block)),
      ...app.ofType("aws_cloudwatch_event_target").flatMap((block) => reader.event(block)),
    ],
  };
}

class RunnerReader {
  readonly #providers: ReadonlyMap<Block, FleetView>;

  constructor(
    private readonly app: SynthesizedApp,
    private readonly tasks: ReadonlyMap<Block, TaskView>,
    private readonly fleets: readonly FleetView[],
  ) {
    this.#providers = new Map(fleets.map((fleet) => [fleet.provider, fleet]));
  }

  service(block: Block): RunnerView[] {
    const daemon = block.body.scheduling_strategy === "DAEMON";
    const cluster = this.app.follow(block, "cluster", "aws_ecs_cluster");
    return this.#runner(daemon ? "daemon" : "service", block, block.body, {
      definition: block.body.task_definition,
      count: this.app.number(block, "desired_count") ?? 1,
      cluster,
      role: undefined,
    });
  }

  schedule(block: Block): RunnerView[] {
    const target = objectOf(blocksOf(block.body.target)[0]);
    const [parameters] = blocksOf(target.ecs_parameters);
    if (parameters === undefined) return [];
    return this.#runner("schedule", block, parameters, {
      definition: parameters.task_definition_arn,
      count: numberOf(parameters.task_count) ?? 1,
      cluster: this.app.target(target.arn, block.stack, "aws_ecs_cluster"),
      role: this.app.target(target.role_arn, block.stack, "aws_iam_role"),
    });
  }

  event(block: Block): RunnerView[] {
    const [parameters] = blocksOf(block.body.ecs_target);
    if (parameters === undefined) return [];
    return this.#runner("event", block, parameters, {
      definition: parameters.task_definition_arn,
      count: numberOf(parameters.task_count) ?? 1,
      cluster: this.app.follow(block, "arn", "aws_ecs_cluster"),
      role: this.app.follow(block, "role_arn", "aws_iam_role"),
    });
  }

  #runner(
    kind: RunnerView["kind"],
    block: Block,
    settings: JsonObject,
    target: {
      readonly definition: JsonObject[string] | undefined;
      readonly count: number;
      readonly cluster: Block | undefined;
      readonly role: Block | undefined;
    },
  ): RunnerView[] {
    const definition = this.app.target(target.definition, block.stack, "aws_ecs_task_definition");
    const task = definition === undefined ? undefined : this.tasks.get(definition);
    if (task === undefined) return [];
    const { count, cluster, role } = target;
    const capacity = this.#capacity(block, settings, task, cluster);
    const position = this.#position(block, settings);
    return [{ kind, block, path: block.path, task, count, cluster, role, capacity, position, settings }];
  }

  #capacity(block: Block, settings: JsonObject, task: TaskView, cluster: Block | undefined): CapacityView {
    const strategy = blocksOf(settings.capacity_provider_strategy);
    const named = strategy.map((item) => textOf(item.capacity_provider) ?? "");
    const fargate =
      settings.launch_type === "FARGATE" || named.some((name) => name.startsWith("FARGATE")) || task.fargate;
    const providers = strategy.flatMap((item) =>
      this.app.targets(item.capacity_provider, block.stack, "aws_ecs_capacity_provider"),
    );
    if (providers.length > 0 || fargate) {
      return { fargate, fleets: providers.flatMap((provider) => this.#providers.get(provider) ?? []) };
    }
    return { fargate: false, fleets: this.#fleetsOf(cluster) };
  }

  /** Hosts that registered with the cluster, for a launch type instead of a strategy. */
  #fleetsOf(cluster: Block | undefined): FleetView[] {
    if (cluster === undefined) return [];
    return this.fleets.filter(
      ({ template }) =>
        template !== undefined &&
        this.app.targets(template.body.user_data, template.stack, "aws_ecs_cluster").includes(cluster),
    );
  }

  #position(block: Block, settings: JsonObject): HostPosition | undefined {
    const outer = objectOf(blocksOf(settings.network_configuration)[0]);
    // Nested as in the API in some versions of the provider, flat in ours.
    const network = isObject(outer.awsvpc_configuration) ? outer.awsvpc_configuration : outer;
    if (Object.keys(network).length === 0) return undefined;
    return {
      subnets: blocksFor(this.app, block, listOf(network.subnets), "aws_subnet"),
      groups: blocksFor(this.app, block, listOf(network.security_groups), "aws_security_group"),
      publicAddress: flagOf(network.assign_public_ip) ?? false,
    };
  }
}
