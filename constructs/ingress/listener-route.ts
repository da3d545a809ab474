import { LbListenerRule } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { dependable } from "cdktf";
import { Construct } from "constructs";
import { refuse } from "../report";
import { inSameStack } from "../same-stack";
import { checkRouteAction, type RouteAction, ruleAction, targetGroupsOf } from "./route-action";
import { checkRouteMatch, isUnconditional, type RouteMatch, ruleConditions } from "./route-match";
import { checkSignIn, type SignIn, signInAction } from "./sign-in";

/** One route of a load balancer: which requests, and what becomes of them. Without a condition: all that no other route takes. */
export type RouteProps = RouteMatch &
  RouteAction & {
    /**
     * Place among the routes: the lowest number is tried first, 1 to 49999.
     * @default - the order of declaration: 100, 200, 300. A route put between two others moves the later ones
     */
    readonly priority?: number;
    /** Sign-in before the action. @default - none */
    readonly signIn?: SignIn;
  };

export interface ListenerRouteProps {
  readonly listenerArn: string;
  readonly tls: boolean;
  /** The place that the balancer's book gave it. */
  readonly priority: number;
  readonly route: RouteProps;
}

/** What a default route matches: AWS wants a condition in every rule. */
const ANYTHING: RouteMatch = { paths: ["/*"] };

/**
 * A rule of a listener. Made by `LoadBalancer.addRoute`, in the stack of the service it leads to.
 *
 * Creates: `aws_lb_listener_rule`. The first ten rules are free; each further one counts as work of the balancer.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
 */
export class ListenerRoute extends Construct {
  readonly resource: LbListenerRule;
  readonly priority: number;
  readonly route: RouteProps;

  constructor(scope: Construct, id: string, props: ListenerRouteProps) {
    super(scope, id);
    const { route, priority } = props;
    this.priority = priority;
    this.route = route;
    refuse(this, [
      ...checkRouteMatch(route),
      ...checkRouteAction(route),
      ...(route.signIn === undefined ? [] : checkSignIn(route.signIn, props.tls)),
    ]);
    const groups = targetGroupsOf(route);
    const actions = [...(route.signIn === undefined ? [] : [signInAction(route.signIn)]), ruleAction(route)];
    this.resource = new LbListenerRule(this, "Default", {
      listenerArn: props.listenerArn,
      priority,
      condition: ruleConditions(isUnconditional(route) ? ANYTHING : route),
      action: actions.map((action, index) => ({ ...action, order: index + 1 })),
    });
    // A target group cannot be deleted while a rule leads to it: replacing one must redo the rule first.
    const replacing = inSameStack(
      this,
      groups.map((group) => group.resource),
    );
    if (replacing.length > 0) {
      this.resource.addOverride(
        "lifecycle.replace_triggered_by",
        replacing.map((group) => `${dependable(group)}.id`),
      );
    }
    for (const group of groups) group.reachedBy(this.resource);
  }
}
