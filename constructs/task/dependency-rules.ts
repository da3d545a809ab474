import type { Violation } from "../rules/finding";
import type { SizedContainer } from "./container";
import { containerProp } from "./container-prop";

const DEPENDENCY = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html";
const CONTAINER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";

/** Everything wrong with what the containers of one task are to each other. */
export function checkDependencies(containers: readonly SizedContainer[]): Violation[] {
  return [
    ...checkEssential(containers),
    ...containers.flatMap((container) => checkConditions(container, containers)),
    ...cycles(containers).map((cycle): Violation => {
      const last = cycle.at(-1)!;
      return {
        code: "depends-on-cycle",
        prop: containerProp(containers, last, "dependsOn"),
        got: [...cycle, cycle[0]].join(" waits for "),
        expected: "containers that do not wait for each other, nor for themselves: none would start",
        fix: `remove one of these, such as ${cycle[0]} from dependsOn of ${last}`,
        source: DEPENDENCY,
      };
    }),
  ];
}

/** A task of no container at all is refused by the number of its containers. */
function checkEssential(containers: readonly SizedContainer[]): Violation[] {
  if (containers.length === 0 || containers.some(({ essential }) => essential !== false)) return [];
  return [
    {
      code: "no-essential-container",
      prop: containers.length === 1 ? "container.essential" : "containers",
      got: `essential: false on ${containers.map(({ name }) => name).join(", ")}`,
      expected: "at least one essential container, with whose end the task ends",
      fix: "leave essential out on the container that the task is there for",
      source: CONTAINER,
    },
  ];
}

/** What ECS can know of a container, and another one waits for. */
function checkConditions(container: SizedContainer, containers: readonly SizedContainer[]): Violation[] {
  const prop = containerProp(containers, container.name, "dependsOn");
  return Object.entries(container.dependsOn ?? {}).flatMap(([name, condition]): Violation[] => {
    // A circle of one, which is refused as such.
    if (name === container.name) return [];
    const other = containers.find((candidate) => candidate.name === name);
    if (other === undefined) {
      return [
        {
          code: "unknown-container",
          prop,
          got: name,
          expected: `one of ${containers.map((candidate) => candidate.name).join(", ")}`,
          fix: "correct the name or add the container",
          source: DEPENDENCY,
        },
      ];
    }
    if (condition === "HEALTHY" && other.healthCheck === undefined) {
      return [
        {
          code: "depends-on-health",
          prop,
          got: `HEALTHY of ${name}, which has no health check`,
          expected: "a health check in the task definition: ECS does not look at one in the image",
          fix: `set healthCheck on ${name}, or wait for START`,
          source: DEPENDENCY,
        },
      ];
    }
    if ((condition === "COMPLETE" || condition === "SUCCESS") && other.essential !== false) {
      return [
        {
          code: "depends-on-essential",
          prop,
          got: `${condition} of ${name}, which is essential`,
          expected: "a container that may end: the task stops with an essential one",
          fix: `set essential: false on ${name}, or wait for START or HEALTHY`,
          source: DEPENDENCY,
        },
      ];
    }
    return [];
  });
}

/** Circles in which each waits for the next and the last for the first; as many as dependencies have to go. */
function cycles(containers: readonly SizedContainer[]): string[][] {
  const waiting = new Map(containers.map(({ name, dependsOn }) => [name, new Set(Object.keys(dependsOn ?? {}))]));
  const found: string[][] = [];
  for (;;) {
    for (let free = ready(waiting); free !== undefined; free = ready(waiting)) waiting.delete(free);
    const [first] = waiting.keys();
    if (first === undefined) return found;
    const path = [first];
    // Whoever is left waits for another who is left, so following them comes back to one that was seen.
    for (;;) {
      const next = [...waiting.get(path.at(-1)!)!].find((name) => waiting.has(name))!;
      const start = path.indexOf(next);
      if (start >= 0) {
        found.push(path.slice(start));
        waiting.get(path.at(-1)!)!.delete(next);
        break;
      }
      path.push(next);
    }
  }
}

/** A container that waits for nobody who waits. */
function ready(waiting: ReadonlyMap<string, ReadonlySet<string>>): string | undefined {
  return [...waiting.keys()].find((name) => ![...waiting.get(name)!].some((other) => waiting.has(other)));
}
