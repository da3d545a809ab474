import { refuse } from "../report";
import { admit } from "../storage/admission";
import { type Caller, taskOf } from "./caller";
import type { Service } from "./service";
import { published } from "./task";

/** Opens a service's port, and no other, to other tasks. A port that ECS picks anew for each copy cannot be opened alone. */
export function allowFrom(service: Service, callers: readonly Caller[]): void {
  const { task, expose } = service;
  const port = portOf(service);
  const firewall = task.firewall;
  if (port === undefined || firewall === undefined) {
    refuse(service, [
      {
        code: "allow-from-port",
        prop: "allowFrom",
        got:
          published(task.layout.containers)?.port === undefined
            ? "no container with a port"
            : "a host port that the agent picks",
        expected: "one known port: awsvpc mode, or bridge mode with a fixed host port",
        fix:
          expose?.hostPort === undefined
            ? 'use networkMode: "awsvpc", or let the callers go through the load balancer'
            : "set port on the container",
        source: "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html",
      },
    ]);
    return;
  }
  for (const caller of callers) {
    const reason = `${service.node.id}: port ${port} from ${taskOf(caller).layout.networkMode === "awsvpc" ? "another task" : "hosts of other tasks"}`;
    admit({ target: service, firewall, port, reason }, caller);
  }
}

function portOf({ task, expose }: Service): number | undefined {
  const port = published(task.layout.containers)?.port;
  if (task.layout.networkMode !== "bridge") return port;
  const hostPort = expose?.hostPort;
  return port === undefined || hostPort === 0 ? undefined : hostPort;
}
