import type { IConstruct } from "constructs";
import { Ec2Fleet } from "../../constructs/cluster/ec2-fleet";
import { FirewallGroup } from "../../constructs/network/firewall-group";
import type { RoleKind } from "../../constructs/security/service-role";
import { ServiceRole } from "../../constructs/security/service-role";
import { ScheduledTask } from "../../constructs/task/scheduled-task";
import { Service } from "../../constructs/task/service";
import { Task } from "../../constructs/task/task";

/** What the constructs say of themselves, by construct path. The checks compare it with what was synthesized. */
export interface TreeView {
  readonly constructs: ReadonlyMap<string, IConstruct>;
  readonly roles: ReadonlyMap<string, ServiceRole<RoleKind>>;
  readonly firewalls: ReadonlyMap<string, FirewallGroup>;
  readonly fleets: ReadonlyMap<string, Ec2Fleet>;
  readonly tasks: ReadonlyMap<string, Task>;
  readonly services: ReadonlyMap<string, Service>;
  readonly scheduledTasks: ReadonlyMap<string, ScheduledTask>;
}

/** Walks the tree once. */
export function treeView(root: IConstruct): TreeView {
  const view = {
    constructs: new Map<string, IConstruct>(),
    roles: new Map<string, ServiceRole<RoleKind>>(),
    firewalls: new Map<string, FirewallGroup>(),
    fleets: new Map<string, Ec2Fleet>(),
    tasks: new Map<string, Task>(),
    services: new Map<string, Service>(),
    scheduledTasks: new Map<string, ScheduledTask>(),
  };
  for (const construct of root.node.findAll()) {
    const { path } = construct.node;
    view.constructs.set(path, construct);
    if (construct instanceof ServiceRole) view.roles.set(path, construct);
    else if (construct instanceof FirewallGroup) view.firewalls.set(path, construct);
    else if (construct instanceof Task) view.tasks.set(path, construct);
    else if (construct instanceof Service) view.services.set(path, construct);
    else if (construct instanceof ScheduledTask) view.scheduledTasks.set(path, construct);
    else if (construct instanceof Ec2Fleet) view.fleets.set(path, construct);
  }
  return view;
}
