import { TerraformResource } from "cdktf";
import { checkBalancerLimit } from "../../constructs/ingress/balancer-limits";
import type { Finding } from "../../constructs/rules/finding";
import type { Check, CheckContext } from "../check-context";
import { blocksOf, objectOf } from "../cost/terraform-document";
import { balancerMap } from "../model/balancer-map";
import type { Block } from "../model/synthesized-app";
import { listOf } from "../model/synthesized-stack";
import { quotaFinding, violationsAt } from "./codes";

/** Not adjustable below this by us: the default quota of every account. */
const LISTENERS = 50;

/** Quotas of load balancers, counted in what was synthesized, and priorities that only one rule of a listener can have. */
export const checkBalancerLimits: Check = (context) => {
  const rules = rulesByListener(context);
  return [
    ...context.app.ofType("aws_lb").flatMap((balancer) => checkBalancer(context, balancer, rules)),
    ...[...rules.values()].flatMap((listed) => checkPriorities(listed)),
  ];
};

function rulesByListener(context: CheckContext): ReadonlyMap<Block, readonly Block[]> {
  const rules = new Map<Block, Block[]>();
  for (const rule of context.app.ofType("aws_lb_listener_rule")) {
    const listener = balancerMap(context).listenerOf(rule);
    if (listener !== undefined) rules.set(listener, [...(rules.get(listener) ?? []), rule]);
  }
  return rules;
}

function checkBalancer(context: CheckContext, balancer: Block, rules: ReadonlyMap<Block, readonly Block[]>): Finding[] {
  const listeners = balancerMap(context).listenersOf(balancer);
  const all = listeners.flatMap((listener) => rules.get(listener) ?? []);
  const groups = [...listeners, ...all].flatMap((block) =>
    context.app.targets(block.body.default_action ?? block.body.action, block.stack, "aws_lb_target_group"),
  );
  return [
    ...checkListeners(balancer, listeners.length),
    // The LoadBalancer construct counts its own rules against the quota that the account was granted.
    ...(isPlain(context, balancer) ? violationsAt(balancer, "rules", checkBalancerLimit("rules", all.length)) : []),
    ...violationsAt(balancer, "target groups", checkBalancerLimit("targetGroups", new Set(groups).size)),
    ...all.flatMap((rule) => checkConditions(rule)),
  ];
}

function checkListeners(balancer: Block, listeners: number): Finding[] {
  if (listeners <= LISTENERS) return [];
  return [
    quotaFinding("load-balancer-listeners", balancer, {
      got: `${listeners} listeners on one load balancer`,
      expected: `at most ${LISTENERS}`,
      fix: "route by host name on one listener instead of by port",
      numbers: { listeners },
    }),
  ];
}

function isPlain({ tree }: CheckContext, balancer: Block): boolean {
  const construct = tree.constructs.get(balancer.path);
  return construct === undefined || TerraformResource.isTerraformResource(construct);
}

function checkConditions(rule: Block): Finding[] {
  const values = blocksOf(rule.body.condition).flatMap((condition) =>
    Object.values(condition).flatMap((kind) => blocksOf(kind).flatMap((block) => listOf(objectOf(block).values))),
  );
  return violationsAt(rule, "condition", checkBalancerLimit("conditionValues", values.length));
}

function checkPriorities(rules: readonly Block[]): Finding[] {
  const first = new Map<string, Block>();
  return rules.flatMap((rule) => {
    const { priority } = rule.body;
    if (typeof priority !== "number") return [];
    const other = first.get(String(priority));
    if (other === undefined) {
      first.set(String(priority), rule);
      return [];
    }
    return [
      quotaFinding("listener-rule-priority", rule, {
        prop: "priority",
        got: `${priority}, the priority of ${other.path} too`,
        expected: "a priority of its own for each rule of a listener",
        fix: "choose another priority",
        numbers: { priority },
      }),
    ];
  });
}
