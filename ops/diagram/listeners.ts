import type { CheckContext } from "../../checks/check-context";
import { everyTarget } from "../../checks/model/fleet-view";
import type { Block } from "../../checks/model/synthesized-app";
import { flagOf, textOf } from "../../checks/model/synthesized-stack";
import type { DiagramBox, DiagramNode } from "./diagram";
import { tierKey } from "./network-boxes";

/** A balancer, as a box in its subnets with its listeners in it. */
export function balancerBox({ app }: CheckContext, balancer: Block): DiagramBox {
  const inner = flagOf(balancer.body.internal) === true ? "internal " : "";
  const kind = balancer.body.load_balancer_type === "network" ? "network load balancer" : "application load balancer";
  const parent = tierKey(everyTarget(app, balancer, "subnets", "aws_subnet"));
  return {
    key: balancerKey(balancer),
    name: balancer.path,
    details: [`${inner}${kind}`],
    ...(parent === undefined ? {} : { parent }),
  };
}

export function balancerKey(balancer: Block): string {
  return `balancer ${balancer.path}`;
}

export function listenerNode({ app }: CheckContext, listener: Block): DiagramNode[] {
  const balancer = app.follow(listener, "load_balancer_arn", "aws_lb");
  const box = balancer === undefined ? {} : { box: balancerKey(balancer) };
  const details = [[textOf(listener.body.protocol), app.text(listener, "port")].filter(Boolean).join(" ")];
  return [{ key: listenerKey(listener), kind: "listener", name: listener.path, details, ...box }];
}

export function listenerKey(listener: Block): string {
  return `listener ${listener.path}`;
}
