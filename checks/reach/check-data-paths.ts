import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf } from "../cost/terraform-document";
import type { RunnerView } from "../model/ecs-view";
import { everyTarget, type HostPosition } from "../model/fleet-view";
import type { Block } from "../model/synthesized-app";
import { flagOf, textOf } from "../model/synthesized-stack";
import { reachFinding } from "./codes";
import { firewallMap } from "./firewall-map";
import { networkMap } from "./network-map";

const NFS = 2049;
/** Ports of engines that leave `port` out. https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_VPC.Scenarios.html */
const ENGINE_PORTS: readonly [RegExp, number][] = [
  [/postgres/, 5432],
  [/mysql|mariadb/, 3306],
  [/^oracle/, 1521],
  [/^sqlserver/, 1433],
];
const DATABASES: Readonly<Record<string, string>> = {
  aws_db_instance: "vpc_security_group_ids",
  aws_rds_cluster: "vpc_security_group_ids",
  aws_elasticache_cluster: "security_group_ids",
  aws_elasticache_replication_group: "security_group_ids",
};

/** A task reaches every database that its containers are told about, and every file system that they mount. */
export const checkDataPaths: Check = (context) =>
  context.ecs.runners.flatMap((runner) => {
    const positions = positionsOf(runner);
    return [
      ...databasesOf(context, runner).flatMap((database) => checkDatabase(context, runner, positions, database)),
      ...fileSystemsOf(context, runner).flatMap((system) => checkFileSystem(context, runner, positions, system)),
    ];
  });

function positionsOf({ task, position, capacity }: RunnerView): HostPosition[] {
  if (task.networkMode === "none") return [];
  if (task.networkMode === "awsvpc") return position === undefined ? [] : [position];
  return capacity.fleets.map((fleet) => fleet.position);
}

/** Databases whose address or password a container gets. */
function databasesOf({ app }: CheckContext, { task }: RunnerView): Block[] {
  const named = task.containers.flatMap((container) => app.references(container.body, task.block.stack));
  return [...new Set(named.map(({ block }) => block))].filter((block) => Object.hasOwn(DATABASES, block.type));
}

function checkDatabase(
  context: CheckContext,
  runner: RunnerView,
  positions: readonly HostPosition[],
  database: Block,
): Finding[] {
  const { app } = context;
  const port = app.number(database, "port") ?? portOf(app.text(database, "engine") ?? "");
  const groups = everyTarget(app, database, DATABASES[database.type] ?? "", "aws_security_group");
  if (port === undefined || (groups ?? []).length === 0) return [];
  const ports = { from: port, to: port, protocol: "tcp" } as const;
  if (positions.every((from) => firewallMap(context).letsIn(groups, from, ports))) return [];
  return [
    reachFinding("reach-closed-path", runner.path, {
      got: `${names(groups)} does not let the task in to ${database.path} on port ${port}`,
      expected: "an open way to the database that its containers are configured with",
      fix: `call ${database.path.split("/").at(-1)}.allowFrom(${runner.path.split("/").at(-1)})`,
      numbers: { port },
    }),
  ];
}

function portOf(engine: string): number | undefined {
  if (engine === "redis" || engine === "valkey") return 6379;
  return ENGINE_PORTS.find(([pattern]) => pattern.test(engine))?.[1];
}

function fileSystemsOf({ app }: CheckContext, { task }: RunnerView): Block[] {
  const settings = task.volumes.flatMap((volume) => blocksOf(volume.efs_volume_configuration));
  return settings.flatMap((efs) => app.target(efs.file_system_id, task.block.stack, "aws_efs_file_system") ?? []);
}

function checkFileSystem(
  context: CheckContext,
  runner: RunnerView,
  positions: readonly HostPosition[],
  system: Block,
): Finding[] {
  const { app } = context;
  const targets = app
    .ofType("aws_efs_mount_target")
    .filter((target) => app.follow(target, "file_system_id", "aws_efs_file_system") === system);
  const subnets = [...new Set(positions.flatMap((position) => position.subnets ?? []))];
  return [
    ...missingZones(context, runner, system, targets, subnets),
    ...closedTargets(context, runner, system, targets, positions),
    ...withoutDns(context, runner, subnets),
  ];
}

/** A task can land in each of its zones, and mounts through the target of that zone. */
function missingZones(
  context: CheckContext,
  runner: RunnerView,
  system: Block,
  targets: readonly Block[],
  subnets: readonly Block[],
): Finding[] {
  const zone = (subnet: Block | undefined) =>
    subnet && context.app.canonical(textOf(subnet.body.availability_zone) ?? subnet.path, subnet.stack);
  const served = new Set(targets.map((target) => zone(context.app.follow(target, "subnet_id", "aws_subnet"))));
  if (served.has(undefined)) return []; // a mount target in a subnet of somewhere else
  const missing = subnets.filter((subnet) => !served.has(zone(subnet)));
  if (missing.length === 0) return [];
  return [
    reachFinding("reach-mount-target-missing", system, {
      got: `no mount target in the zone of ${missing.map((subnet) => subnet.path).join(", ")}, where ${runner.path} may run`,
      expected: "one mount target in each zone of the tasks that mount it",
      fix: "add a mount target in that zone; it costs nothing",
      numbers: { missing: missing.length },
    }),
  ];
}

function closedTargets(
  context: CheckContext,
  runner: RunnerView,
  system: Block,
  targets: readonly Block[],
  positions: readonly HostPosition[],
): Finding[] {
  const ports = { from: NFS, to: NFS, protocol: "tcp" } as const;
  const shut = targets
    .map((target) => everyTarget(context.app, target, "security_groups", "aws_security_group"))
    .filter((groups) => !positions.every((from) => firewallMap(context).letsIn(groups, from, ports)));
  if (shut.length === 0) return [];
  return [
    reachFinding("reach-closed-path", runner.path, {
      got: `${names(shut[0])} does not let the task in to ${system.path} on port ${NFS}`,
      expected: "an open way to the file system that it mounts; the task fails to start otherwise",
      fix: "admit the task's security group, or in bridge mode that of its hosts",
      numbers: { port: NFS },
    }),
  ];
}

/** Mount targets are found by name. */
function withoutDns(context: CheckContext, runner: RunnerView, subnets: readonly Block[]): Finding[] {
  const vpcs = new Set(subnets.flatMap((subnet) => networkMap(context).vpcOf(subnet) ?? []));
  return [...vpcs]
    .filter((vpc) => flagOf(vpc.body.enable_dns_hostnames) !== true || flagOf(vpc.body.enable_dns_support) === false)
    .map((vpc) =>
      reachFinding("reach-no-dns", vpc, {
        prop: "enable_dns_hostnames",
        got: "DNS support or DNS host names are off",
        expected: `both on: ${runner.path} finds its file system by name`,
        fix: "set enable_dns_support and enable_dns_hostnames to true",
      }),
    );
}

function names(groups: readonly Block[] | undefined): string {
  return (groups ?? []).map((group) => group.path).join(", ");
}
