import type { Window } from "../schedule/occurrences";
import type { FleetPlan } from "./fleet-plan";
import type { Workload } from "./model";
import { everythingFits, type PlanTest } from "./plan-tests";
import { describeRemedies, findRemedies, type Remedies } from "./remedies";

/** Findings of one fleet that get advice; in a system with more of them, the first few lead to the others. */
const MAX_ADVICE = 10;

/** Looks for the changes that findings recommend, and gives up after a while: each costs dozens of placements. */
export class Adviser {
  private left = MAX_ADVICE;
  private readonly everything: PlanTest;

  constructor(window: Window) {
    this.everything = everythingFits(window);
  }

  /**
   * The cheapest changes, preferably such that nothing else is left to complain about.
   *
   * @param blamed whose memory may shrink
   * @param enough what a change has to achieve at least
   */
  remedies(plan: FleetPlan, blamed: readonly Workload[], enough: PlanTest): Remedies {
    return this.left-- > 0 ? findRemedies(plan, blamed, [this.everything, enough]) : {};
  }

  /** The same as part of a sentence, empty when nothing was found. */
  advice(plan: FleetPlan, blamed: readonly Workload[], enough: PlanTest): string {
    return describeRemedies(this.remedies(plan, blamed, enough), plan.fleet.region);
  }
}
