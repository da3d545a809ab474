import { perContext } from "../check-context";
import type { Block, SynthesizedApp } from "./synthesized-app";
import { listOf } from "./synthesized-stack";

/**
 * What Terraform creates before what, within each stack: by reference or `depends_on`. Destroy goes the other way round.
 */
export class DependencyGraph {
  readonly #direct = new Map<Block, readonly Block[]>();
  readonly #reachable = new Map<Block, ReadonlySet<Block>>();

  constructor(private readonly app: SynthesizedApp) {}

  /** Whether `later` is created after `earlier`, and destroyed before it. */
  isAfter(later: Block, earlier: Block): boolean {
    // Most dependencies are direct, and the whole way is long.
    return this.#of(later).includes(earlier) || this.#from(later).has(earlier);
  }

  #from(block: Block): ReadonlySet<Block> {
    const known = this.#reachable.get(block);
    if (known !== undefined) return known;
    const found = new Set<Block>();
    const open = [...this.#of(block)];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      if (found.has(next)) continue;
      found.add(next);
      open.push(...this.#of(next));
    }
    this.#reachable.set(block, found);
    return found;
  }

  #of(block: Block): readonly Block[] {
    const known = this.#direct.get(block);
    if (known !== undefined) return known;
    const named = listOf(block.body.depends_on).map((address) => this.app.at(block.stack, String(address)));
    const referred = this.app.references(block.body, block.stack).map((reference) => reference.block);
    const direct = [...new Set([...named, ...referred])].filter(
      (other): other is Block => other !== undefined && other.stack === block.stack,
    );
    this.#direct.set(block, direct);
    return direct;
  }
}

export const dependencyGraph = perContext(({ app }) => new DependencyGraph(app));
