import { checkDeploymentShape, type DeploymentShape } from "../rules/ecs-limits";
import type { Violation } from "../rules/finding";
import type { Expose } from "./expose";
import { published, type Task } from "./task";

const DEPLOYMENTS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-types.html";

export interface ServiceFacts extends DeploymentShape {
  readonly task: Task;
  readonly expose: Expose | undefined;
  readonly deployment: "rolling" | "blue-green";
  readonly settleMinutes: number;
}

/** Everything wrong with a service beside its task, its route and its scaling. */
export function checkService(facts: ServiceFacts): Violation[] {
  const { expose, task, settleMinutes, desiredCount } = facts;
  return [
    ...(Number.isInteger(desiredCount) && desiredCount >= 0
      ? checkDeploymentShape(facts)
      : [
          {
            code: "desired-count",
            prop: "desiredCount",
            got: String(desiredCount),
            expected: "a whole number, at least 0",
            fix: "write 1",
          },
        ]),
    ...(Number.isInteger(settleMinutes) && settleMinutes >= 1
      ? []
      : [
          {
            code: "settle-minutes",
            prop: "settleMinutes",
            got: String(settleMinutes),
            expected: "a whole number of minutes, at least 1",
            fix: "use 15",
          },
        ]),
    ...(facts.deployment === "rolling"
      ? []
      : [
          {
            code: "blue-green-unsupported",
            prop: "deployment",
            got: "blue-green",
            expected:
              "rolling: release 5.100.0 of the provider does not know ECS's own blue/green deployments (docs/deployment-safety.md)",
            fix: "use rolling with the circuit breaker and rollbackOn, or two services on a weighted route",
            source: DEPLOYMENTS,
          },
        ]),
    ...(expose === undefined ? [] : checkExpose(expose, task)),
  ];
}

function checkExpose(expose: Expose, task: Task): Violation[] {
  const container = published(task.layout.containers);
  if (container?.port === undefined) {
    return [
      {
        code: "expose-no-port",
        prop: "expose",
        got: "no container with a port",
        expected: "a container that listens on a port",
        fix: "set port on the container that is to be reached",
      },
    ];
  }
  const { networkMode } = task.layout;
  if (expose.hostPort !== undefined) {
    const ownAddress = networkMode === "awsvpc" || networkMode === "host";
    return ownAddress && expose.hostPort !== container.port
      ? [
          {
            code: "host-port-differs",
            prop: "expose.hostPort",
            got: `${expose.hostPort} for the container's port ${container.port}`,
            expected: `${container.port}: in ${networkMode} mode there is no other`,
            fix: "use the container's port, or bridge mode",
          },
        ]
      : [];
  }
  return [
    ...(networkMode === "none"
      ? [
          {
            code: "network-mode",
            prop: "networkMode",
            got: "none",
            expected: "a mode in which the container can be reached",
            fix: "leave networkMode out",
          },
        ]
      : []),
    ...checkGrace(expose.healthCheckGraceSeconds ?? 60),
    ...(expose.networkLoadBalancer === undefined ? [] : checkDatagrams(expose, networkMode)),
  ];
}

function checkGrace(seconds: number): Violation[] {
  // The API's type is a 32-bit integer.
  if (Number.isInteger(seconds) && seconds >= 0 && seconds <= 2_147_483_647) return [];
  return [
    {
      code: "health-check-grace",
      prop: "expose.healthCheckGraceSeconds",
      got: String(seconds),
      expected: "a whole number of seconds, at least 0",
      fix: "use the time that the container needs to start",
      source: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
    },
  ];
}

/** A balancer checks health over TCP or HTTP only, so a UDP service needs a second port, which only awsvpc and host mode have. */
function checkDatagrams(expose: Extract<Expose, { networkLoadBalancer: object }>, networkMode: string): Violation[] {
  const source = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html";
  const { protocol, healthCheckPort } = expose;
  const fixedPorts = networkMode === "awsvpc" || networkMode === "host";
  if (protocol === "UDP" && healthCheckPort === undefined) {
    return [
      {
        code: "network-health-port",
        prop: "expose.healthCheckPort",
        got: "none with UDP",
        expected: "a port that answers over TCP or HTTP",
        fix: "let the container answer health checks on a second port",
        source,
      },
    ];
  }
  if (healthCheckPort !== undefined && !fixedPorts) {
    return [
      {
        code: "network-health-port",
        prop: "expose.healthCheckPort",
        got: `${healthCheckPort} in ${networkMode} mode`,
        expected: "awsvpc or host mode: in bridge mode only the published port is reached",
        fix: "change networkMode, or leave healthCheckPort out",
        source,
      },
    ];
  }
  return [];
}
