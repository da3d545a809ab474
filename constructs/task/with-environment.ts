import type { ContainerProps } from "./container";
import type { Containers } from "./task-layout";

/** The same containers, each with more variables. One that a container sets itself stays as it is. */
export function withEnvironment(containers: Containers, environment: Readonly<Record<string, string>>): Containers {
  const add = <C extends ContainerProps>(container: C): C => ({
    ...container,
    environment: { ...environment, ...container.environment },
  });
  return containers.containers === undefined
    ? { ...containers, container: add(containers.container) }
    : { ...containers, containers: containers.containers.map(add) };
}
