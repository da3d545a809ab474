import type { CheckContext } from "../../checks/check-context";
import { computeNodes, fleetBoxes, scheduleParts } from "./compute";
import type { Diagram, DiagramArrow, DiagramBox, DiagramNode } from "./diagram";
import { eventParts } from "./events";
import { networkBoxes } from "./network-boxes";
import { resourceNodes } from "./resources";
import { trafficParts } from "./traffic";
import { useParts } from "./uses";

/**
 * The architecture of a system, as it would be deployed: what stands where, who calls, starts and uses what. Read from
 * the synthesized stacks: names, kinds, sizes, ports and routes, never the value of a variable or secret.
 */
export function systemDiagram(context: CheckContext): Diagram {
  const traffic = trafficParts(context);
  const parts = [scheduleParts(context), eventParts(context), useParts(context), traffic];
  const boxes = sorted([...networkBoxes(context), ...fleetBoxes(context), ...traffic.boxes]);
  const nodes = sorted([...computeNodes(context), ...resourceNodes(context), ...parts.flatMap((part) => part.nodes)]);
  return {
    boxes,
    nodes,
    arrows: arrowsOf(
      parts.flatMap(({ arrows }) => arrows),
      boxes,
      nodes,
    ),
  };
}

/** Each once, by key. */
function sorted<T extends { readonly key: string }>(items: readonly T[]): T[] {
  const byKey = new Map<string, T>();
  for (const item of items) if (!byKey.has(item.key)) byKey.set(item.key, item);
  return [...byKey.values()].sort((a, b) => order(a.key, b.key));
}

/** One arrow between any two, with everything that goes along it. */
function arrowsOf(
  arrows: readonly DiagramArrow[],
  boxes: readonly DiagramBox[],
  nodes: readonly DiagramNode[],
): DiagramArrow[] {
  const inside = insideOf(boxes, nodes);
  const merged = new Map<string, DiagramArrow[]>();
  for (const arrow of arrows) {
    const { from, to } = arrow;
    // Nothing calls itself in a picture, and a box has no arrow to what is in it.
    if (!inside.has(from) || !inside.has(to) || from === to || inside.get(to)?.has(from)) continue;
    const key = `${from} > ${to}`;
    merged.set(key, [...(merged.get(key) ?? []), arrow]);
  }
  return [...merged]
    .sort(([a], [b]) => order(a, b))
    .flatMap(([, together]) => {
      const [first] = together;
      if (first === undefined) return [];
      const label = [...new Set(together.map((arrow) => arrow.label))].sort(order).join(", ");
      return [{ ...first, label, dotted: together.every(({ dotted }) => dotted) }];
    });
}

/** Of every node and box, the boxes around it. */
function insideOf(
  boxes: readonly DiagramBox[],
  nodes: readonly DiagramNode[],
): ReadonlyMap<string, ReadonlySet<string>> {
  const parents = new Map(boxes.map(({ key, parent }) => [key, parent]));
  const around = (box: string | undefined): string[] => (box === undefined ? [] : [box, ...around(parents.get(box))]);
  return new Map([
    ...boxes.map(({ key, parent }) => [key, new Set(around(parent))] as const),
    ...nodes.map(({ key, box }) => [key, new Set(around(box))] as const),
  ]);
}

/** By code unit, the same on every machine. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
