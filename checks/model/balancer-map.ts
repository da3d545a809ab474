import { perContext } from "../check-context";
import { blocksOf, type JsonObject } from "../cost/terraform-document";
import type { Block, SynthesizedApp } from "./synthesized-app";

/** Load balancers, their listeners and rules, and which target groups they forward to. */
export class BalancerMap {
  readonly #forwarders = new Map<Block, Block[]>();
  readonly #listeners = new Map<Block, Block[]>();

  constructor(private readonly app: SynthesizedApp) {
    for (const listener of app.ofType("aws_lb_listener")) {
      const balancer = this.#balancerOf(listener);
      if (balancer !== undefined) push(this.#listeners, balancer, listener);
      this.#addForwards(blocksOf(listener.body.default_action), listener);
    }
    for (const rule of app.ofType("aws_lb_listener_rule")) this.#addForwards(blocksOf(rule.body.action), rule);
  }

  /** Listeners and listener rules that forward to a target group. */
  forwardersTo(group: Block): readonly Block[] {
    return this.#forwarders.get(group) ?? [];
  }

  /** Balancers that forward to a target group; those of somewhere else are left out. */
  balancersOf(group: Block): Block[] {
    const balancers = this.forwardersTo(group).map((forwarder) => {
      const listener = forwarder.type === "aws_lb_listener" ? forwarder : this.listenerOf(forwarder);
      return listener === undefined ? undefined : this.#balancerOf(listener);
    });
    return [...new Set(balancers.filter((balancer) => balancer !== undefined))];
  }

  listenersOf(balancer: Block): readonly Block[] {
    return this.#listeners.get(balancer) ?? [];
  }

  listenerOf(rule: Block): Block | undefined {
    return this.app.follow(rule, "listener_arn", "aws_lb_listener");
  }

  #balancerOf(listener: Block): Block | undefined {
    return this.app.follow(listener, "load_balancer_arn", "aws_lb");
  }

  #addForwards(actions: readonly JsonObject[], forwarder: Block): void {
    for (const group of this.app.targets([...actions], forwarder.stack, "aws_lb_target_group")) {
      push(this.#forwarders, group, forwarder);
    }
  }
}

export const balancerMap = perContext(({ app }) => new BalancerMap(app));

function push(map: Map<Block, Block[]>, key: Block, value: Block): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}
