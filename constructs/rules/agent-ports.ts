import type { Violation } from "./finding";

/**
 * Ports an ECS container instance cannot give to a task.
 *
 * The agent registers 22 (ssh), 2375 and 2376 (Docker), 51678 and 51679 (agent introspection and credentials) as used;
 * 51680 only when its Prometheus metrics are on, but the ECS API documents the range 51678-51680, so it is refused too.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 * @see https://github.com/aws/amazon-ecs-agent agent/config/config_unix.go, v1.105.1
 */
export const RESERVED_HOST_PORTS: readonly number[] = [22, 2375, 2376, 51678, 51679, 51680];

/**
 * Where the kernel of the ECS AMI picks dynamic host ports (`hostPort: 0`), as AWS documents it; the kernel's own
 * default ends at 60999. A security group that admits dynamic ports opens exactly this range.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
 */
export const DYNAMIC_HOST_PORTS = { from: 32768, to: 61000 } as const;

/** ECS accepts at most this many reserved ports on one instance at a time; dynamic ports are not counted. */
export const MAX_HOST_PORTS_PER_INSTANCE = 100;

const SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html";

/** Whether a static host port can be promised to a task on an ECS container instance. */
export function checkStaticHostPort(port: number): Violation[] {
  const range = checkContainerPort(port);
  if (range.length > 0) {
    return range;
  }
  const got = `port ${port}`;
  if (RESERVED_HOST_PORTS.includes(port)) {
    const expected = `a port other than ${RESERVED_HOST_PORTS.join(", ")}, which ssh, Docker and the ECS agent use`;
    return [{ code: "port-reserved", got, expected, fix: "choose a port such as 80 or 8080", source: SOURCE }];
  }
  if (port >= DYNAMIC_HOST_PORTS.from) {
    // above 61000 the port is outside the documented range, but the agent falls back to 49153-65535
    const expected = `a static host port below ${DYNAMIC_HOST_PORTS.from}, where the kernel does not hand out ports`;
    const fix = "choose a lower port, or let ECS pick one";
    return [{ code: "port-dynamic-range", got, expected, fix, source: SOURCE }];
  }
  return [];
}

/** Whether a process in a container may listen on the port. */
export function checkContainerPort(port: number): Violation[] {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) {
    return [];
  }
  const expected = "a whole number from 1 to 65535";
  const fix = "choose a port such as 3000, or 80 on the host";
  return [{ code: "port-range", got: `port ${port}`, expected, fix, source: SOURCE }];
}
