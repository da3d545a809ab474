import type { EcsServiceServiceConnectConfiguration } from "@cdktf/provider-aws/lib/ecs-service";
import type { TerraformResource } from "cdktf";
import { checkName } from "../rules/aws-names";
import { SERVICE_CONNECT_OVERHEAD } from "../rules/ecs-limits";
import type { Violation } from "../rules/finding";
import { type Publication, published, type Task, type TaskProps, withContainers } from "../task/task";
import { sizedContainers } from "../task/task-layout";
import type { ConnectNamespace } from "./connect-namespace";

/** How others reach a service through Service Connect. */
export interface ConnectServer {
  /** Name that callers use, such as `backend`. @default - the service's id */
  readonly as?: string;
  /** Port that callers use. @default - the container's port */
  readonly port?: number;
  /** What the proxy understands and counts. @default "http" */
  readonly protocol?: "http" | "http2" | "grpc" | "tcp";
}

/** A service's place among the others of a namespace: a caller, and with `serves` called by others too. */
export interface ConnectProps {
  readonly namespace: ConnectNamespace;
  /** @default - it only calls others */
  readonly serves?: ConnectServer;
  /**
   * Services that it calls. They are deployed before it, because a proxy knows only the names that there were when its
   * task started. @default - none that are deployed with it
   */
  readonly calls?: readonly Callable[];
}

/** A service that serves others: a `Service` with `connect.serves`. */
export interface Callable {
  readonly resource: TerraformResource;
}

const SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html";

/** Name of the port mapping, which is also the name in Cloud Map. */
export function connectName(serviceId: string, { serves }: ConnectProps): string {
  return serves?.as ?? serviceId;
}

/**
 * The task with room for its proxy, which needs 256 CPU units and 64 MiB and a size for the whole task. On EC2 they are
 * added; on Fargate, whose sizes come in steps, the 64 MiB are taken from a single container.
 */
export function withProxy(serviceId: string, props: TaskProps): TaskProps {
  const { cpu, memoryMiB } = SERVICE_CONNECT_OVERHEAD;
  const containers = sizedContainers(serviceId, props);
  const sum = (part: "cpu" | "memoryMiB") => containers.reduce((total, container) => total + container[part], 0);
  if (props.runOn.kind === "fargate" && props.container !== undefined) {
    const [only] = containers;
    const smaller = { ...only!, memoryMiB: only!.memoryMiB - memoryMiB };
    return withContainers(props, {
      containers: [smaller],
      taskSize: { cpu: sum("cpu"), memoryMiB: sum("memoryMiB") },
    });
  }
  const taskSize = props.taskSize ?? { cpu: sum("cpu") + cpu, memoryMiB: sum("memoryMiB") + memoryMiB };
  return withContainers(props, { containers, taskSize });
}

/** What the port mapping of a service that others call says about it. */
export function connectPublication(serviceId: string, connect: ConnectProps): Publication {
  if (connect.serves === undefined) return {};
  const { protocol = "http" } = connect.serves;
  return { portName: connectName(serviceId, connect), ...(protocol === "tcp" ? {} : { appProtocol: protocol }) };
}

/** Everything wrong with a service's place in a namespace. */
export function checkConnect(serviceId: string, connect: ConnectProps, { layout }: Task): Violation[] {
  const needed = SERVICE_CONNECT_OVERHEAD.memoryMiB;
  const used = layout.containers.reduce((sum, container) => sum + container.memoryMiB, 0);
  const left = (layout.taskMemoryMiB ?? 0) - used;
  const violations: Violation[] = [];
  if (connect.serves !== undefined) {
    const named = checkName("ecs-port-mapping", connectName(serviceId, connect));
    violations.push(...named.map((one) => ({ ...one, prop: "connect.serves.as" })));
    if (published(layout.containers) === undefined) {
      violations.push({
        code: "connect-no-port",
        prop: "connect.serves",
        got: "no container with a port",
        expected: "a container that listens on a port",
        fix: "set port on the container, or leave serves out",
        source: SOURCE,
      });
    }
  }
  if (layout.networkMode === "host" || layout.networkMode === "none") {
    violations.push({
      code: "connect-network-mode",
      prop: "networkMode",
      got: layout.networkMode,
      expected: "awsvpc or bridge",
      fix: "leave networkMode out",
      source: SOURCE,
    });
  }
  if (left < needed) {
    const got = `${left} MiB beside the containers`;
    const fix = "raise taskSize, or give the containers less";
    violations.push({
      code: "connect-memory",
      prop: "taskSize.memoryMiB",
      got,
      expected: `${needed} MiB for the proxy`,
      fix,
      source: SOURCE,
    });
  }
  return violations;
}

/** The service's settings; the proxy's own log goes to the task's log group. */
export function connectSettings(
  serviceId: string,
  connect: ConnectProps,
  { layout, logs }: Task,
  region: string,
): EcsServiceServiceConnectConfiguration {
  const { serves, namespace } = connect;
  const port = serves?.port ?? published(layout.containers)?.port;
  const name = connectName(serviceId, connect);
  return {
    enabled: true,
    namespace: namespace.arn,
    logConfiguration: {
      logDriver: "awslogs",
      options: { "awslogs-group": logs.name, "awslogs-region": region, "awslogs-stream-prefix": "service-connect" },
    },
    ...(serves === undefined || port === undefined
      ? {}
      : { service: [{ portName: name, discoveryName: name, clientAlias: { dnsName: name, port } }] }),
  };
}
