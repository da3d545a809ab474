import { LbTargetGroup } from "@cdktf/provider-aws/lib/lb-target-group";
import { dependable, type ITerraformDependable, type TerraformResource } from "cdktf";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import type { Network } from "../network/network";
import { refuse } from "../report";
import { inSameStack } from "../same-stack";
import { checkTargetGroup, type HealthCheckTiming, type Stickiness } from "./target-rules";

interface CommonTargetGroupProps {
  readonly network: Network;
  /** `instance` for bridge and host mode, where the host's port leads to the container; `ip` for awsvpc. */
  readonly targetType: "instance" | "ip";
  readonly healthCheck?: HealthCheckTiming;
  /** Seconds that a stopping task still gets the requests it has begun, 0 to 3600. @default 20; AWS's own is 300 */
  readonly deregistrationDelaySeconds?: number;
}

/** Targets of an Application Load Balancer. */
export interface HttpTargetGroupProps extends CommonTargetGroupProps {
  readonly protocol: "HTTP";
  /** @default "HTTP1" */
  readonly protocolVersion?: "HTTP1" | "HTTP2" | "GRPC";
  readonly healthCheckPath: string;
  /** @default - each request goes to any target */
  readonly stickiness?: Stickiness;
  /** @default 0 */
  readonly slowStartSeconds?: number;
  /** @default "round_robin" */
  readonly algorithm?: "round_robin" | "least_outstanding_requests";
}

/** Targets of a Network Load Balancer. */
export interface TransportTargetGroupProps extends CommonTargetGroupProps {
  readonly protocol: "TCP" | "UDP";
  /** HTTP path to ask for. @default - a TCP connection must come up */
  readonly healthCheckPath?: string;
  /** @default - the port that gets the traffic */
  readonly healthCheckPort?: number;
}

export type TargetGroupProps = HttpTargetGroupProps | TransportTargetGroupProps;

/** Every target registers with its own port, so the group's is never used; a fixed one is never a reason to replace. */
const UNUSED_PORT = 80;

/**
 * The running copies of one service, as a balancer sees them.
 *
 * Creates: `aws_lb_target_group`, named after the service (at most 32 characters; a longer name is refused, not cut).
 * Costs nothing by itself.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
 */
export class TargetGroup extends Construct {
  readonly resource: LbTargetGroup;
  readonly props: TargetGroupProps;
  readonly #rules: ITerraformDependable[] = [];
  readonly #users: TerraformResource[] = [];

  /** @param scope the service, whose name the group takes */
  constructor(scope: Construct, id: string, props: TargetGroupProps) {
    super(scope, id);
    this.props = props;
    refuse(this, checkTargetGroup(props));
    this.resource = new LbTargetGroup(this, "Default", {
      name: physicalName(scope, "target-group"),
      vpcId: props.network.id,
      port: UNUSED_PORT,
      protocol: props.protocol,
      targetType: props.targetType,
      // DEVIATION: AWS waits 300 s, which makes every deployment take five minutes longer.
      // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/load-balancer-connection-draining.html
      deregistrationDelay: String(props.deregistrationDelaySeconds ?? 20),
      healthCheck: healthCheck(props),
      ...(props.protocol === "HTTP" ? httpSettings(props) : {}),
    });
  }

  get arn(): string {
    return this.resource.arn;
  }

  get arnSuffix(): string {
    return this.resource.arnSuffix;
  }

  /** A rule or listener that sends traffic here: whoever uses the group waits for it. */
  reachedBy(rule: ITerraformDependable): void {
    this.#rules.push(rule);
    for (const user of this.#users) order(user, rule);
  }

  /**
   * Makes a service wait until a balancer uses the group: ECS refuses one that has none.
   * @see https://github.com/hashicorp/terraform-provider-aws/issues/3495
   */
  usedBy(user: TerraformResource): void {
    this.#users.push(user);
    for (const rule of this.#rules) order(user, rule);
  }
}

function order(user: TerraformResource, rule: ITerraformDependable): void {
  if (inSameStack(user, [rule]).length === 0) return;
  user.dependsOn = [...(user.dependsOn ?? []), dependable(rule)];
}

function healthCheck(props: TargetGroupProps) {
  const { intervalSeconds, timeoutSeconds, healthyAfter, unhealthyAfter, codes } = props.healthCheck ?? {};
  const path = props.healthCheckPath;
  const grpc = props.protocol === "HTTP" && props.protocolVersion === "GRPC";
  return {
    enabled: true,
    protocol: path === undefined ? "TCP" : "HTTP",
    port:
      props.protocol !== "HTTP" && props.healthCheckPort !== undefined ? String(props.healthCheckPort) : "traffic-port",
    interval: intervalSeconds ?? 15,
    timeout: timeoutSeconds ?? 5,
    healthyThreshold: healthyAfter ?? 2,
    unhealthyThreshold: unhealthyAfter ?? 3,
    ...(path === undefined ? {} : { path, matcher: codes ?? (grpc ? "0" : "200-299") }),
  };
}

function httpSettings(props: HttpTargetGroupProps) {
  const { stickiness } = props;
  return {
    protocolVersion: props.protocolVersion ?? "HTTP1",
    loadBalancingAlgorithmType: props.algorithm ?? "round_robin",
    slowStart: props.slowStartSeconds ?? 0,
    stickiness:
      stickiness === undefined
        ? { enabled: false, type: "lb_cookie" }
        : {
            enabled: true,
            type: stickiness.cookie === undefined ? "lb_cookie" : "app_cookie",
            cookieDuration: stickiness.seconds,
            ...(stickiness.cookie === undefined ? {} : { cookieName: stickiness.cookie }),
          },
  };
}
