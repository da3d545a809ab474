import type { SizedContainer } from "./container";

/** Where a container's property stands: `container.port`, or `containers.web.port` in a task of several. */
export function containerProp(containers: readonly SizedContainer[], name: string, prop: string): string {
  return containers.length === 1 ? `container.${prop}` : `containers.${name}.${prop}`;
}

/** Where its size stands: beside a single container, within each of several. */
export function sizeProp(containers: readonly SizedContainer[], name: string, prop: string): string {
  return containers.length === 1 ? prop : `containers.${name}.${prop}`;
}
