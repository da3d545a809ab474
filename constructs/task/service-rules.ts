import { checkDeploymentShape, type DeploymentShape } from "../rules/ecs-limits";
import type { Violation } from "../rules/finding";
import { violation } from "../rules/violation";
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
      : [violation("desired-count", "desiredCount", String(desiredCount), "a whole number, at least 0", "write 1")]),
    ...(Number.isInteger(settleMinutes) && settleMinutes >= 1
      ? []
      : [
          violation(
            "settle-minutes",
            "settleMinutes",
            String(settleMinutes),
            "a whole number of minutes, at least 1",
            "use 15",
          ),
        ]),
    ...(facts.deployment === "rolling"
      ? []
      : [
          violation(
            "blue-green-unsupported",
            "deployment",
            "blue-green",
            "rolling: release 5.100.0 of the provider does not know ECS's own blue/green deployments (docs/deployment-safety.md)",
            "use rolling with the circuit breaker and rollbackOn, or two services on a weighted route",
            DEPLOYMENTS,
          ),
        ]),
    ...(expose === undefined ? [] : checkExpose(expose, task)),
  ];
}

function checkExpose(expose: Expose, task: Task): Violation[] {
  const container = published(task.layout.containers);
  if (container?.port === undefined) {
    return [
      violation(
        "expose-no-port",
        "expose",
        "no container with a port",
        "a container that listens on a port",
        "set port on the container that is to be reached",
      ),
    ];
  }
  const { networkMode } = task.layout;
  if (expose.hostPort !== undefined) {
    const ownAddress = networkMode === "awsvpc" || networkMode === "host";
    return ownAddress && expose.hostPort !== container.port
      ? [
          violation(
            "host-port-differs",
            "expose.hostPort",
            `${expose.hostPort} for the container's port ${container.port}`,
            `${container.port}: in ${networkMode} mode there is no other`,
            "use the container's port, or bridge mode",
          ),
        ]
      : [];
  }
  return [
    ...(networkMode === "none"
      ? [
          violation(
            "network-mode",
            "networkMode",
            "none",
            "a mode in which the container can be reached",
            "leave networkMode out",
          ),
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
    violation(
      "health-check-grace",
      "expose.healthCheckGraceSeconds",
      String(seconds),
      "a whole number of seconds, at least 0",
      "use the time that the container needs to start",
      "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html",
    ),
  ];
}

/** A balancer checks health over TCP or HTTP only, so a UDP service needs a second port, which only awsvpc and host mode have. */
function checkDatagrams(expose: Extract<Expose, { networkLoadBalancer: object }>, networkMode: string): Violation[] {
  const source = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html";
  const { protocol, healthCheckPort } = expose;
  const fixedPorts = networkMode === "awsvpc" || networkMode === "host";
  if (protocol === "UDP" && healthCheckPort === undefined) {
    return [
      violation(
        "network-health-port",
        "expose.healthCheckPort",
        "none with UDP",
        "a port that answers over TCP or HTTP",
        "let the container answer health checks on a second port",
        source,
      ),
    ];
  }
  if (healthCheckPort !== undefined && !fixedPorts) {
    return [
      violation(
        "network-health-port",
        "expose.healthCheckPort",
        `${healthCheckPort} in ${networkMode} mode`,
        "awsvpc or host mode: in bridge mode only the published port is reached",
        "change networkMode, or leave healthCheckPort out",
        source,
      ),
    ];
  }
  return [];
}
