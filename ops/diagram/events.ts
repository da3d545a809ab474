import type { CheckContext } from "../../checks/check-context";
import { type Redeployment, redeployments } from "../../checks/model/redeployments";
import type { Block } from "../../checks/model/synthesized-app";
import { runnerKey, scheduleKey } from "./compute";
import type { DiagramArrow, DiagramNode } from "./diagram";
import { deadLetterQueue, resourceKey } from "./resources";
import { nodesElsewhere } from "./uses";

/** Rules of EventBridge: what raises the event, and what gets it. */
export function eventParts(context: CheckContext): { nodes: DiagramNode[]; arrows: DiagramArrow[] } {
  const { app } = context;
  const rules = app.ofType("aws_cloudwatch_event_rule");
  const nodes = rules.map((rule) => ({
    key: ruleKey(rule),
    kind: "rule" as const,
    name: rule.path,
    details: [eventOf(app.text(rule, "event_pattern") ?? String(rule.body.event_pattern ?? ""))],
  }));
  const sources = rules.flatMap((rule) =>
    app
      .references(rule.body.event_pattern, rule.stack)
      .map(({ block }) => resourceKey(block) ?? taskKey(context, block))
      .filter((from) => from !== undefined)
      .map((from) => ({ from, to: ruleKey(rule), label: "event", dotted: true })),
  );
  const targets = app.ofType("aws_cloudwatch_event_target").flatMap((target) => {
    const rule = app.follow(target, "rule", "aws_cloudwatch_event_rule");
    if (rule === undefined) return [];
    const runner = context.ecs.runners.find(({ block }) => block === target);
    const redeployed = redeployments(context).filter((it) => it.target === target);
    if (redeployed.length > 0) return redeployed.flatMap((it) => redeploymentArrows(context, it, ruleKey(rule)));
    const [to] = app.references(target.body.arn, target.stack).map(({ block }) => resourceKey(block));
    if (runner !== undefined) return [{ from: ruleKey(rule), to: runnerKey(runner), label: "starts", dotted: true }];
    return to === undefined ? [] : [{ from: ruleKey(rule), to, label: "event", dotted: true }];
  });
  return { nodes, arrows: [...sources, ...targets, ...deadLetterArrows(context)] };
}

/** From what is made elsewhere, whose ARN is all that the rule names, to the rule, and from the rule to the service. */
function redeploymentArrows(context: CheckContext, { service, hears }: Redeployment, rule: string): DiagramArrow[] {
  const to = taskKey(context, service);
  const sources = [...hears].flatMap((arn) => nodesElsewhere(arn));
  return [
    ...sources.map(({ key }) => ({ from: key, to: rule, label: "event", dotted: true })),
    ...(to === undefined ? [] : [{ from: rule, to, label: "redeploys", dotted: true }]),
  ];
}

function deadLetterArrows(context: CheckContext): DiagramArrow[] {
  const { app } = context;
  const from = (block: Block): string | undefined => {
    if (block.type === "aws_scheduler_schedule") return scheduleKey(block);
    const rule = app.follow(block, "rule", "aws_cloudwatch_event_rule");
    return rule === undefined ? resourceKey(block) : ruleKey(rule);
  };
  return ["aws_scheduler_schedule", "aws_cloudwatch_event_target", "aws_sqs_queue"].flatMap((type) =>
    app.ofType(type).flatMap((block) => {
      const queue = deadLetterQueue(context, block);
      const [start, to] = [from(block), queue && resourceKey(queue)];
      return start === undefined || to === undefined ? [] : [{ from: start, to, label: "failed", dotted: true }];
    }),
  );
}

/** The task of a definition, or of the construct that holds it. */
function taskKey({ ecs }: CheckContext, block: Block): string | undefined {
  const runner = ecs.runners.find(({ task, block: own }) => task.block === block || own === block);
  return runner === undefined ? undefined : runnerKey(runner);
}

function ruleKey(rule: Block): string {
  return `rule ${rule.path}`;
}

/** What a pattern waits for, by its detail types. */
function eventOf(pattern: string): string {
  const types = /"detail-type"\s*:\s*\[([^\]]*)\]/.exec(pattern)?.[1] ?? "";
  return [...types.matchAll(/"([^"]+)"/g)].map((match) => match[1]).join(", ") || "event rule";
}
