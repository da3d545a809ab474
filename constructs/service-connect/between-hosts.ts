import type { Ec2Fleet } from "../cluster/ec2-fleet";
import { AGENT_PORTS } from "../ingress/host-access";
import type { Task } from "../task/task";

/**
 * Opens the ports that the agent gives to containers between the hosts of a fleet, once: a bridge-mode copy that others
 * call by a name answers on such a port of its host, and its callers may run on another. Narrower is not possible,
 * because the port of a copy is known only when it runs. A fleet of one host needs nothing, and awsvpc mode has
 * `allowFrom` for exactly one port.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
 */
export function openBetweenHosts({ runOn, layout }: Task): void {
  if (runOn.kind !== "ec2" || layout.networkMode !== "bridge" || runOn.props.max === 1) return;
  open(runOn);
}

function open(fleet: Ec2Fleet): void {
  const id = "between-hosts";
  if (fleet.node.tryFindChild(id) !== undefined) return;
  fleet.firewall.open(fleet, id, {
    ...AGENT_PORTS,
    source: { group: fleet.firewall },
    reason: "services on these hosts call each other by name",
  });
}
