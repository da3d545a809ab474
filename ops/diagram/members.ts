import type { CheckContext } from "../../checks/check-context";
import type { RunnerView } from "../../checks/model/ecs-view";
import { everyTarget } from "../../checks/model/fleet-view";
import type { Block } from "../../checks/model/synthesized-app";
import type { FirewallRule } from "../../checks/reach/firewall-map";
import { fleetKey, runnerKey } from "./compute";
import { listenerKey } from "./listeners";
import { resourceKey } from "./resources";

/** Who stands behind a security group. */
export interface Member {
  readonly key: string;
  /** Whether a rule opens something that it answers. */
  readonly listens: (rule: FirewallRule) => boolean;
  /** Whether it calls others by this group; tasks without an address of their own call as their hosts. */
  readonly calls: boolean;
}

/** Fleets, tasks with addresses of their own, listeners, databases and file systems, by security group. */
export function membersOf(context: CheckContext): ReadonlyMap<Block, readonly Member[]> {
  const { app, ecs } = context;
  const members = new Map<Block, Member[]>();
  const add = (groups: readonly Block[] | undefined, member: Member) => {
    for (const group of groups ?? []) members.set(group, [...(members.get(group) ?? []), member]);
  };
  for (const fleet of ecs.fleets) {
    add(fleet.position.groups, { key: fleetKey(fleet), listens: () => false, calls: true });
    for (const runner of ecs.runners.filter(({ capacity }) => capacity.fleets.includes(fleet))) {
      add(fleet.position.groups, {
        key: runnerKey(runner),
        listens: (rule) => hostPorts(runner).some((port) => opens(rule, port)),
        calls: false,
      });
    }
  }
  for (const runner of ecs.runners)
    add(runner.position?.groups, { key: runnerKey(runner), listens: () => true, calls: true });
  for (const listener of app.ofType("aws_lb_listener")) {
    const balancer = app.follow(listener, "load_balancer_arn", "aws_lb");
    const port = app.number(listener, "port");
    add(balancer && everyTarget(app, balancer, "security_groups", "aws_security_group"), {
      key: listenerKey(listener),
      listens: (rule) => port !== undefined && opens(rule, port),
      calls: false,
    });
  }
  for (const database of app.ofType("aws_db_instance")) {
    add(everyTarget(app, database, "vpc_security_group_ids", "aws_security_group"), {
      key: resourceKey(database) ?? database.path,
      listens: () => true,
      calls: false,
    });
  }
  for (const mount of app.ofType("aws_efs_mount_target")) {
    const system = app.follow(mount, "file_system_id", "aws_efs_file_system");
    const key = system && resourceKey(system);
    if (key !== undefined)
      add(everyTarget(app, mount, "security_groups", "aws_security_group"), { key, listens: () => true, calls: false });
  }
  return members;
}

/** Fixed ports on the host; those that the agent picks are opened for balancers only. */
function hostPorts({ task }: RunnerView): number[] {
  if (task.networkMode === "awsvpc") return [];
  return task.containers.flatMap(({ ports }) => ports.flatMap(({ hostPort }) => (hostPort ? [hostPort] : [])));
}

function opens({ from, to }: FirewallRule, port: number): boolean {
  return from <= port && port <= to;
}
