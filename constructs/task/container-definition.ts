import type { Capacity } from "./capacity";
import type { HealthCheck, LogDriver, SizedContainer } from "./container";

/** What the task adds to each of its containers. */
export interface ContainerContext {
  readonly capacity: Capacity["kind"];
  readonly networkMode: NetworkMode;
  /** Host port for the container's port: a number, 0 for any, or undefined for no mapping at all. Bridge mode only. */
  readonly hostPort: number | undefined;
  /** @default "tcp" */
  readonly protocol?: "tcp" | "udp" | undefined;
  readonly portName?: string | undefined;
  readonly appProtocol?: "http" | "http2" | "grpc" | undefined;
  readonly logGroupName: string;
  readonly region: string;
  /** Whether the task's own role may do anything. */
  readonly callsAws: boolean;
}

export type NetworkMode = "bridge" | "host" | "awsvpc" | "none";

/**
 * A container definition in the canonical form in which ECS returns it: defaults filled in, lists sorted by name,
 * nothing undefined. Any other form shows as a change on every plan and replaces the task definition.
 *
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/11526
 */
export function containerDefinition(container: SizedContainer, context: ContainerContext): Record<string, unknown> {
  return withoutUndefined({
    name: container.name,
    image: typeof container.image === "string" ? container.image : container.image.uri,
    cpu: container.cpu,
    memory: container.memoryMiB,
    memoryReservation: container.memoryReservationMiB,
    essential: container.essential ?? true,
    entryPoint: container.entryPoint,
    command: container.command,
    workingDirectory: container.workingDirectory,
    user: container.user,
    environment: nameValues(environmentOf(container, context)),
    secrets: byName(container.secrets).map(([name, secret]) => ({ name, valueFrom: secret.valueFrom })),
    portMappings: portMappings(container, context),
    healthCheck: container.healthCheck && healthCheck(container.healthCheck, container.port),
    dependsOn: byName(container.dependsOn).map(([containerName, condition]) => ({ containerName, condition })),
    ulimits: byName(container.ulimits).map(([name, limit]) => ({ name, softLimit: limit.soft, hardLimit: limit.hard })),
    mountPoints: (container.mounts ?? []).map((mount) => ({
      sourceVolume: mount.volume,
      containerPath: mount.path,
      readOnly: mount.readOnly ?? false,
    })),
    volumesFrom: [],
    systemControls: [],
    dockerLabels: container.dockerLabels && sorted(container.dockerLabels),
    stopTimeout: container.stopTimeoutSeconds,
    readonlyRootFilesystem: container.readonlyRootFilesystem,
    linuxParameters: {
      initProcessEnabled: container.initProcess ?? true,
      // Without it a container takes what swap the host has; `swappiness` is left out, as AL2023 does not know it.
      ...(context.capacity === "fargate" ? {} : { maxSwap: container.maxSwapMiB ?? 0 }),
    },
    repositoryCredentials: container.registryCredentials && { credentialsParameter: container.registryCredentials.arn },
    logConfiguration: container.logDriver ? otherDriver(container.logDriver) : cloudWatchLogs(container.name, context),
  });
}

/**
 * Non-blocking with a small buffer: a slow CloudWatch must not stop the application, and the buffer is memory that
 * counts against the container.
 * @see https://aws.amazon.com/blogs/containers/preventing-log-loss-with-non-blocking-mode-in-the-awslogs-container-log-driver/
 */
function cloudWatchLogs(stream: string, context: ContainerContext) {
  return {
    logDriver: "awslogs",
    options: {
      "awslogs-group": context.logGroupName,
      "awslogs-region": context.region,
      "awslogs-stream-prefix": stream,
      "max-buffer-size": "4m",
      mode: "non-blocking",
    },
  };
}

function otherDriver(driver: LogDriver) {
  return withoutUndefined({
    logDriver: driver.driver,
    options: driver.options && sorted(driver.options),
    secretOptions: byName(driver.secretOptions).map(([name, secret]) => ({ name, valueFrom: secret.valueFrom })),
  });
}

function portMappings(container: SizedContainer, context: ContainerContext) {
  const { port } = container;
  if (port === undefined || context.networkMode === "none") return [];
  const ownAddress = context.networkMode === "awsvpc" || context.networkMode === "host";
  const hostPort = ownAddress ? port : context.hostPort;
  if (hostPort === undefined) return [];
  return [
    withoutUndefined({
      containerPort: port,
      hostPort,
      protocol: context.protocol ?? "tcp",
      name: context.portName,
      appProtocol: context.appProtocol,
    }),
  ];
}

function healthCheck(check: HealthCheck, port: number | undefined) {
  return {
    command: ["CMD", ...(check.command ?? request(check.path, check.client ?? "node", port ?? 80))],
    interval: check.intervalSeconds ?? 30,
    timeout: check.timeoutSeconds ?? 5,
    retries: check.retries ?? 3,
    startPeriod: check.startPeriodSeconds ?? 30,
  };
}

/** 127.0.0.1 and not `localhost`, which may resolve to an IPv6 address nobody listens on. */
function request(path: string, client: "node" | "wget" | "curl", port: number): string[] {
  const url = `http://127.0.0.1:${port}${path}`;
  if (client === "wget") return ["wget", "-q", "-O", "/dev/null", url];
  if (client === "curl") return ["curl", "-fsS", "-o", "/dev/null", url];
  return ["node", "-e", `fetch("${url}").then(r=>process.exit(r.ok?0:1),()=>process.exit(1))`];
}

/**
 * AWS's SDKs refuse to work without a region, and only newer agents set it. ECS takes a name once only, so a container
 * that says or injects its own keeps it.
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-environment-variables.html
 */
function environmentOf({ environment, secrets }: SizedContainer, { region, callsAws }: ContainerContext) {
  const needsRegion = callsAws && secrets?.AWS_REGION === undefined;
  return { ...(needsRegion ? { AWS_REGION: region } : {}), ...environment };
}

function nameValues(record: Readonly<Record<string, string>> | undefined) {
  return byName(record).map(([name, value]) => ({ name, value }));
}

function byName<T>(record: Readonly<Record<string, T>> | undefined): [string, T][] {
  return Object.entries(record ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
}

function sorted(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(byName(record));
}

/** Drops undefined values and, except where ECS returns them itself, empty lists. */
function withoutUndefined(record: Record<string, unknown>): Record<string, unknown> {
  const returnedEmpty = new Set(["environment", "mountPoints", "portMappings", "volumesFrom", "systemControls"]);
  return Object.fromEntries(
    Object.entries(record).filter(
      ([key, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0 && !returnedEmpty.has(key)),
    ),
  );
}
