import { TerraformStack } from "cdktf";
import type { Construct, IConstruct } from "constructs";
import type { FirewallGroup } from "../network/firewall-group";
import { refuse } from "../report";
import { type Caller, taskOf } from "../task/caller";

/** What is connected to: its construct, its group and the one port that callers need. */
export interface Admission {
  readonly target: Construct;
  readonly firewall: FirewallGroup;
  readonly port: number;
  readonly reason: string;
}

/**
 * Opens one port to a task's security group: its own in awsvpc mode, else that of the hosts it runs on, which all of
 * their bridge-mode containers share. EC2 takes the same rule only once, so there is one for each pair of groups, however
 * many tasks ask for it.
 *
 * The rule belongs to the caller's stack when the caller's group does, so that it goes when the caller goes; otherwise to
 * the target.
 */
export function admit({ target, firewall, port, reason }: Admission, caller: Caller): void {
  const task = taskOf(caller);
  const source = task.firewall;
  if (source === undefined) {
    refuse(task, [
      {
        code: "admission-no-group",
        prop: "networkMode",
        got: "a task without a security group",
        expected: `a task that ${target.node.path} can tell from others`,
        fix: "run it on a fleet or on Fargate",
      },
    ]);
    return;
  }
  const stack = TerraformStack.of(task);
  const belongsToCaller = TerraformStack.of(source) === stack && TerraformStack.of(target) !== stack;
  const scope = belongsToCaller ? stack : target;
  const id = belongsToCaller ? `${pathInStack(target)}-from-${pathInStack(source)}` : `from-${pathInStack(source)}`;
  if (scope.node.tryFindChild(id) !== undefined) return;
  firewall.open(scope, id, { from: port, to: port, protocol: "tcp", source: { group: source }, reason });
}

function pathInStack(construct: IConstruct): string {
  const depth = TerraformStack.of(construct).node.scopes.length;
  return construct.node.scopes
    .slice(depth)
    .map((scope) => scope.node.id)
    .join("-");
}
