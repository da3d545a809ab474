import { Token } from "cdktf";
import { checkContainerPort } from "../rules/agent-ports";
import { checkName } from "../rules/aws-names";
import type { Violation } from "../rules/finding";
import { checkUlimits } from "../rules/ulimits";
import { checkWholeNumber } from "../rules/whole-number";
import type { HealthCheck, SizedContainer } from "./container";
import { containerProp, sizeProp } from "./container-prop";
import type { TaskLayout } from "./task-layout";

const PARAMETERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html";
const API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference";
/** ECS refuses containers under 6 MiB. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html */
const LEAST_MEMORY_MIB = 6;

/** What of a task decides what its containers may be. */
export type ContainerPlace = Pick<TaskLayout, "capacity" | "containers">;

/** Everything wrong with a container by itself. */
export function checkContainer(container: SizedContainer, place: ContainerPlace): Violation[] {
  const at = (violation: Violation, prop = violation.prop ?? ""): Violation => ({
    ...violation,
    prop: containerProp(place.containers, container.name, prop),
  });
  return [
    ...checkName("ecs-container", container.name).map((violation) => at(violation, "name")),
    ...(container.port === undefined
      ? []
      : checkContainerPort(container.port).map((violation) => at(violation, "port"))),
    ...checkSize(container).map((violation) => ({
      ...violation,
      prop: sizeProp(place.containers, container.name, violation.prop ?? ""),
    })),
    ...[
      ...checkVariables(container),
      ...checkStopTimeout(container, place),
      ...checkSwap(container, place),
      ...checkHealth(container.healthCheck ?? {}),
      ...checkUlimits(container.ulimits ?? {}),
    ].map((violation) => at(violation)),
  ];
}

/** Numbers that only the plan knows are left to it. */
function checkSize({ memoryMiB, memoryReservationMiB: soft, cpu }: SizedContainer): Violation[] {
  const hard = known(memoryMiB);
  return [
    ...checkWholeNumber({
      code: "memory-minimum",
      prop: "memoryMiB",
      value: hard,
      min: LEAST_MEMORY_MIB,
      expected: `a whole number of MiB, at least ${LEAST_MEMORY_MIB}`,
      fix: "give the container what it uses at its peak",
      source: PARAMETERS,
    }),
    ...checkWholeNumber({
      code: "memory-reservation",
      prop: "memoryReservationMiB",
      value: known(soft),
      min: LEAST_MEMORY_MIB,
      ...(hard === undefined ? {} : { max: hard - 1 }),
      expected: `a whole number of MiB, at least ${LEAST_MEMORY_MIB} and less than memoryMiB`,
      fix: "lower memoryReservationMiB or raise memoryMiB; left out, all of memoryMiB is set aside",
      source: `${API}/API_ContainerDefinition.html`,
    }).map((violation) => (hard === undefined ? violation : { ...violation, got: `${soft} with memoryMiB ${hard}` })),
    ...checkWholeNumber({
      code: "cpu-units",
      prop: "cpu",
      value: known(cpu),
      min: 0,
      expected: "a whole number of CPU units, 1024 for one vCPU",
      fix: "write 256 for a quarter of a vCPU",
      source: PARAMETERS,
    }),
  ];
}

function checkVariables({ secrets, environment }: SizedContainer): Violation[] {
  const both = Object.keys(secrets ?? {}).filter((name) => name in (environment ?? {}));
  if (both.length === 0) return [];
  return [
    {
      code: "environment-and-secret",
      prop: "environment",
      got: both.join(", "),
      expected: "each variable either in environment or in secrets",
      fix: "remove it from environment",
      source: PARAMETERS,
    },
  ];
}

function checkStopTimeout({ stopTimeoutSeconds }: SizedContainer, { capacity }: ContainerPlace): Violation[] {
  return checkWholeNumber({
    code: "stop-timeout",
    prop: "stopTimeoutSeconds",
    value: stopTimeoutSeconds,
    min: 2,
    ...(capacity === "ec2" ? {} : { max: 120 }),
    expected: capacity === "ec2" ? "2 seconds or more" : "2 to 120 seconds on Fargate",
    fix: "choose a timeout in that range",
    source: PARAMETERS,
  });
}

function checkSwap({ maxSwapMiB }: SizedContainer, { capacity }: ContainerPlace): Violation[] {
  return checkWholeNumber({
    code: "max-swap",
    prop: "maxSwapMiB",
    value: known(maxSwapMiB),
    min: 0,
    ...(capacity === "ec2" ? {} : { max: 0 }),
    expected: capacity === "ec2" ? "a whole number of MiB, 0 for none" : "none: Fargate has no swap",
    fix: "leave maxSwapMiB out for no swap",
    source: `${API}/API_LinuxParameters.html`,
  });
}

function checkHealth(check: Partial<HealthCheck>): Violation[] {
  const number = (name: keyof HealthCheckNumbers, min: number, max: number) =>
    checkWholeNumber({
      code: "container-health-check",
      prop: `healthCheck.${name}`,
      value: known(check[name]),
      min,
      max,
      expected: `a whole number from ${min} to ${max}`,
      fix: "choose one in that range, or leave it out for the default",
      source: `${API}/API_HealthCheck.html`,
    });
  return [
    ...number("intervalSeconds", 5, 300),
    ...number("timeoutSeconds", 2, 60),
    ...number("retries", 1, 10),
    ...number("startPeriodSeconds", 0, 300),
  ];
}

type HealthCheckNumbers = Pick<HealthCheck, "intervalSeconds" | "timeoutSeconds" | "retries" | "startPeriodSeconds">;

/** A number that is known before the plan. */
function known(value: number | undefined): number | undefined {
  return Token.isUnresolved(value) ? undefined : value;
}
