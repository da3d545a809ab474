import type { CheckContext } from "../../checks/check-context";
import { blocksOf, type JsonObject, objectOf } from "../../checks/cost/terraform-document";
import { balancerMap } from "../../checks/model/balancer-map";
import type { RunnerView } from "../../checks/model/ecs-view";
import type { Block } from "../../checks/model/synthesized-app";
import { listOf } from "../../checks/model/synthesized-stack";
import { runnerKey } from "./compute";
import type { Diagram, DiagramArrow } from "./diagram";
import { balancerBox, balancerKey, listenerKey, listenerNode } from "./listeners";
import { openingArrows } from "./openings";
import { resourceKey } from "./resources";

/** Balancers with their listeners, and who reaches what: from outside, through routes, and past open ports. */
export function trafficParts(context: CheckContext): Diagram {
  const balancers = context.app.ofType("aws_lb");
  const arrows = [...routeArrows(context), ...openingArrows(context)];
  const outside = arrows
    .map(({ from }) => from)
    .filter((from) => from.startsWith("outside "))
    .map((key) => ({ key, kind: "outside" as const, name: key.replace("outside ", ""), details: [] }));
  return {
    boxes: balancers.map((balancer) => balancerBox(context, balancer)),
    nodes: [...context.app.ofType("aws_lb_listener").flatMap((it) => listenerNode(context, it)), ...outside],
    arrows,
  };
}

/** From listeners to services, by the conditions of the route; and from one listener to the other by redirect. */
function routeArrows(context: CheckContext): DiagramArrow[] {
  const { app, ecs } = context;
  const map = balancerMap(context);
  const routes = ecs.runners.flatMap((runner) =>
    targetGroups(context, runner).flatMap((group) =>
      map.forwardersTo(group).flatMap((forwarder) => {
        const listener = forwarder.type === "aws_lb_listener" ? forwarder : map.listenerOf(forwarder);
        if (listener === undefined) return [];
        return [{ from: listenerKey(listener), to: runnerKey(runner), label: routeLabel(forwarder), dotted: false }];
      }),
    ),
  );
  const redirects = app.ofType("aws_lb_listener").flatMap((listener) => {
    const balancer = app.follow(listener, "load_balancer_arn", "aws_lb");
    const port = blocksOf(listener.body.default_action).map((action) => objectOf(blocksOf(action.redirect)[0]).port)[0];
    const other = (balancer === undefined ? [] : map.listenersOf(balancer)).find(
      (it) => it !== listener && port !== undefined && app.text(it, "port") === String(port),
    );
    if (other === undefined) return [];
    return [{ from: listenerKey(listener), to: listenerKey(other), label: "redirects", dotted: false }];
  });
  const logs = app.ofType("aws_lb").flatMap((balancer) => {
    const bucket = app.target(objectOf(blocksOf(balancer.body.access_logs)[0]).bucket, balancer.stack, "aws_s3_bucket");
    const to = bucket && resourceKey(bucket);
    return to === undefined ? [] : [{ from: balancerKey(balancer), to, label: "access logs", dotted: true }];
  });
  return [...routes, ...redirects, ...logs];
}

function targetGroups({ app }: CheckContext, { block, settings }: RunnerView): Block[] {
  return blocksOf(settings.load_balancer).flatMap(
    (it) => app.target(it.target_group_arn, block.stack, "aws_lb_target_group") ?? [],
  );
}

function routeLabel(forwarder: Block): string {
  const values = blocksOf(forwarder.body.condition).flatMap((condition) =>
    ["host_header", "path_pattern", "http_request_method", "source_ip"].flatMap((kind) =>
      listOf(objectOf(blocksOf(condition[kind])[0]).values).map(String),
    ),
  );
  const signsIn = actionsOf(forwarder).some(({ type }) => String(type).startsWith("authenticate-"));
  return `${values.join(" ") || "everything else"}${signsIn ? " (after sign-in)" : ""}`;
}

function actionsOf({ body }: Block): JsonObject[] {
  return [...blocksOf(body.action), ...blocksOf(body.default_action)];
}
