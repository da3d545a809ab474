import { isObject } from "../cost/terraform-document";
import type { Block, Json, JsonObject, SynthesizedApp } from "./synthesized-app";
import { listOf, numberOf, textOf } from "./synthesized-stack";
import { parseTemplatedJson } from "./templated-json";

/** A container of a task definition, as its JSON says. */
export interface ContainerView {
  readonly name: string;
  readonly image: string | undefined;
  readonly cpu: number;
  readonly memoryMiB: number | undefined;
  readonly memoryReservationMiB: number | undefined;
  readonly ports: readonly PortView[];
  /** Every value the agent fetches for it: environment, log driver options, registry credentials. */
  readonly secrets: readonly SecretView[];
  readonly logs: LogView | undefined;
  readonly stopTimeoutSeconds: number | undefined;
  readonly body: JsonObject;
}

export interface PortView {
  readonly containerPort: number;
  /** 0 for any; undefined where the mapping leaves it out. */
  readonly hostPort: number | undefined;
  readonly protocol: "tcp" | "udp";
}

export interface SecretView {
  /** Name of the variable or option that it fills. */
  readonly name: string;
  readonly valueFrom: string;
  /** A value for the container, or what the agent pulls the image with. */
  readonly kind: "value" | "registry";
}

export interface LogView {
  readonly driver: string;
  readonly options: JsonObject;
}

export type NetworkMode = "bridge" | "host" | "awsvpc" | "none";

/** A task definition, as its JSON says. */
export interface TaskView {
  readonly block: Block;
  readonly path: string;
  readonly family: string | undefined;
  readonly networkMode: NetworkMode;
  readonly fargate: boolean;
  readonly containers: readonly ContainerView[];
  /** Whether the container definitions could be read at all. */
  readonly readable: boolean;
  readonly executionRole: Block | undefined;
  readonly taskRole: Block | undefined;
  readonly cpu: number | undefined;
  readonly memoryMiB: number | undefined;
  readonly volumes: readonly JsonObject[];
  readonly architecture: "x86_64" | "arm64" | undefined;
}

/** Reads an `aws_ecs_task_definition`. */
export function taskView(app: SynthesizedApp, block: Block): TaskView {
  const { body } = block;
  const definitions = parseTemplatedJson(textOf(body.container_definitions) ?? "");
  const compatibilities = listOf(body.requires_compatibilities);
  const platform = listOf(body.runtime_platform).find(isObject);
  return {
    block,
    path: block.path,
    family: app.text(block, "family"),
    networkMode: networkMode(textOf(body.network_mode)),
    fargate: compatibilities.includes("FARGATE"),
    containers: listOf(definitions).filter(isObject).map(container),
    readable: Array.isArray(definitions),
    executionRole: app.follow(block, "execution_role_arn", "aws_iam_role"),
    taskRole: app.follow(block, "task_role_arn", "aws_iam_role"),
    cpu: numberOf(body.cpu),
    memoryMiB: numberOf(body.memory),
    volumes: listOf(body.volume).filter(isObject),
    architecture: architecture(textOf(platform?.cpu_architecture)),
  };
}

/** Docker's own default is bridge. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html */
function networkMode(mode: string | undefined): NetworkMode {
  return mode === "host" || mode === "awsvpc" || mode === "none" ? mode : "bridge";
}

function architecture(name: string | undefined): "x86_64" | "arm64" | undefined {
  if (name === "ARM64") return "arm64";
  return name === "X86_64" ? "x86_64" : undefined;
}

function container(body: JsonObject): ContainerView {
  return {
    name: textOf(body.name) ?? "",
    image: textOf(body.image),
    cpu: numberOf(body.cpu) ?? 0,
    memoryMiB: numberOf(body.memory),
    memoryReservationMiB: numberOf(body.memoryReservation),
    ports: listOf(body.portMappings).filter(isObject).map(port),
    secrets: secrets(body),
    logs: logs(body.logConfiguration),
    stopTimeoutSeconds: numberOf(body.stopTimeout),
    body,
  };
}

function port(mapping: JsonObject): PortView {
  return {
    containerPort: numberOf(mapping.containerPort) ?? 0,
    hostPort: numberOf(mapping.hostPort),
    protocol: mapping.protocol === "udp" ? "udp" : "tcp",
  };
}

function secrets(body: JsonObject): SecretView[] {
  const log = isObject(body.logConfiguration) ? body.logConfiguration.secretOptions : undefined;
  const named = [...listOf(body.secrets), ...listOf(log)].filter(isObject).flatMap((entry) => {
    const valueFrom = textOf(entry.valueFrom);
    return valueFrom === undefined ? [] : [{ name: textOf(entry.name) ?? "", valueFrom, kind: "value" as const }];
  });
  const credentials = isObject(body.repositoryCredentials)
    ? body.repositoryCredentials.credentialsParameter
    : undefined;
  if (typeof credentials !== "string") return named;
  return [...named, { name: "registry credentials", valueFrom: credentials, kind: "registry" }];
}

function logs(configuration: Json | undefined): LogView | undefined {
  if (!isObject(configuration)) return undefined;
  const options = isObject(configuration.options) ? configuration.options : {};
  return { driver: textOf(configuration.logDriver) ?? "", options };
}
