import type { Demand } from "./capacity";
import type { Instances } from "./instances";
import type { PlacementStrategy } from "./model";

/**
 * What ECS does for a service that names no strategy: it balances the zones, and favours within a zone the instances
 * with the fewest tasks of the service.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
 */
const DEFAULT_STRATEGIES: readonly PlacementStrategy[] = [
  { type: "spread", field: "attribute:ecs.availability-zone" },
  { type: "spread", field: "instanceId" },
];

/**
 * Places the demands one after the other as ECS would: filters by resources, ports and constraints, then narrows the
 * candidates by the strategies in their order, and takes the first that is left. Where ECS picks at random, the first
 * instance is taken, so that the same input gives the same picture.
 *
 * Places onto `instances` itself and returns the copies that found no place. ECS does not move running tasks, so copies
 * may be left over although an arrangement exists.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
 */
export function placeAsEcs(demands: readonly Demand[], instances: Instances): Demand[] {
  const left: Demand[] = [];
  for (const demand of demands) {
    let copies = demand.count;
    while (copies > 0) {
      const index = chooseInstance(demand, instances);
      if (index === undefined) {
        left.push({ ...demand, count: copies });
        break;
      }
      instances.place(index, demand);
      copies--;
    }
  }
  return left;
}

function chooseInstance(demand: Demand, instances: Instances): number | undefined {
  let candidates: number[] = [];
  for (let index = 0; index < instances.count; index++) {
    if (instances.fits(index, demand)) {
      candidates.push(index);
    }
  }
  for (const strategy of demand.workload.strategies ?? DEFAULT_STRATEGIES) {
    if (candidates.length < 2) {
      break;
    }
    const score = scoreOf(strategy, demand, instances);
    const scores = candidates.map(score);
    const best = scores.reduce((low, value) => Math.min(low, value), Number.POSITIVE_INFINITY);
    candidates = candidates.filter((_, position) => scores[position] === best);
  }
  return candidates[0];
}

/** Lower is preferred. */
function scoreOf(strategy: PlacementStrategy, demand: Demand, instances: Instances): (index: number) => number {
  if (strategy.type === "random") {
    return () => 0;
  }
  if (strategy.type === "binpack") {
    return (index) => (strategy.field === "cpu" ? instances.freeCpu(index) : instances.freeMemoryMiB(index));
  }
  const copies = (index: number) => instances.copiesOn(index, demand.workload);
  if (strategy.field === "instanceId" || strategy.field === "host") {
    return copies;
  }
  if (strategy.field !== "attribute:ecs.availability-zone") {
    // every instance of a fleet has the same type, so other attributes prefer none
    return () => 0;
  }
  const perZone = instances.capacity.zones.map(() => 0);
  for (let index = 0; index < instances.count; index++) {
    const zone = instances.zoneOf(index);
    perZone[zone] = (perZone[zone] ?? 0) + copies(index);
  }
  return (index) => perZone[instances.zoneOf(index)] ?? 0;
}
