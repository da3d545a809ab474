import { Lb } from "@cdktf/provider-aws/lib/lb";
import { LbListener, type LbListenerConfig } from "@cdktf/provider-aws/lib/lb-listener";
import { LbListenerCertificate } from "@cdktf/provider-aws/lib/lb-listener-certificate";
import { Wafv2WebAclAssociation } from "@cdktf/provider-aws/lib/wafv2-web-acl-association";
import { Construct } from "constructs";
import type { Alarms } from "../monitoring/alarms";
import { LoadBalancerAlarms } from "../monitoring/load-balancer-alarms";
import { pathName, physicalName } from "../naming";
import { FirewallGroup } from "../network/firewall-group";
import type { Network } from "../network/network";
import { refuse } from "../report";
import { inSameStack } from "../same-stack";
import type { AccessLogBucket } from "./access-log-bucket";
import type { Certificate } from "./certificate";
import { HostAccess } from "./host-access";
import { ListenerRoute, type RouteProps } from "./listener-route";
import { checkLoadBalancer, everybody } from "./load-balancer-rules";
import { type FixedResponse, fixedResponse, targetGroupsOf } from "./route-action";
import { RouteBook } from "./route-book";

/** TLS 1.2 and 1.3 only. AWS's own default for Terraform still admits TLS 1.0. @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html */
export const TLS_POLICY = "ELBSecurityPolicy-TLS13-1-2-2021-06";

/** HTTPS with these certificates, or plain HTTP with the reason why that is good enough. */
export type Tls =
  | {
      /** Shown to callers that name none of the others' hosts. */
      readonly certificate: Certificate;
      /** Chosen by host name, at most 25. */
      readonly furtherCertificates?: readonly Certificate[];
      readonly none?: never;
    }
  | { readonly none: string; readonly certificate?: never; readonly furtherCertificates?: never };

export interface LoadBalancerProps {
  readonly network: Network;
  readonly tls: Tls;
  /** Reached from inside the VPC only. @default false */
  readonly internal?: boolean;
  /** IPv4 ranges that may connect. @default - the whole internet, or the VPC for an internal one */
  readonly from?: readonly string[];
  /** The answer when no route matches. @default - 404 */
  readonly otherwise?: FixedResponse;
  /** Where every request is recorded. @default - nowhere */
  readonly accessLogs?: AccessLogBucket;
  /** ARN of a WAF web ACL (REGIONAL) that judges every request. At least 5 USD a month. @default - none */
  readonly webAclArn?: string;
  /** Seconds until an idle connection is closed, 1 to 4000. @default 60 */
  readonly idleTimeoutSeconds?: number;
  /** Whether AWS refuses to delete it; destroy then needs two applies. @default false */
  readonly deletionProtection?: boolean;
  /** Rules on one load balancer that AWS granted the account. @default 100, AWS's own */
  readonly ruleQuota?: number;
  readonly alarms: Alarms;
  /** Answers of 500 to 599 by the balancer itself within five minutes that raise an alarm. @default 10 */
  readonly errorsToAlarm?: number;
}

/**
 * An Application Load Balancer in every zone of the network, for any number of services up to AWS's limits.
 *
 * Creates: `aws_lb`, a security group, an HTTPS listener and an HTTP listener that redirects to it (or one HTTP
 * listener), an alarm. Costs 0.0225 USD an hour (16.43 USD a month, us-east-1), 3.65 USD a month for the public address
 * in each zone, and 0.008 USD per hour and unit of work (LCU).
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/introduction.html
 */
export class LoadBalancer extends Construct {
  readonly resource: Lb;
  readonly props: LoadBalancerProps;
  readonly firewall: FirewallGroup;
  readonly hosts: HostAccess;
  /** The listener that has the routes. */
  readonly listener: LbListener;
  readonly book: RouteBook;
  readonly alarms: LoadBalancerAlarms;

  constructor(scope: Construct, id: string, props: LoadBalancerProps) {
    super(scope, id);
    this.props = props;
    refuse(this, checkLoadBalancer(props));
    this.book = new RouteBook(props.ruleQuota);
    this.firewall = new FirewallGroup(this, "firewall", {
      network: props.network,
      description: "Load balancer: callers to it, it to the services",
    });
    this.hosts = new HostAccess(this, this.firewall);
    this.resource = this.#addBalancer();
    this.listener = props.tls.certificate === undefined ? this.#addPlainListener() : this.#addTlsListeners(props.tls);
    if (props.webAclArn !== undefined) {
      new Wafv2WebAclAssociation(this, "web-acl", { resourceArn: this.resource.arn, webAclArn: props.webAclArn });
    }
    this.alarms = new LoadBalancerAlarms(this, "alarms", {
      loadBalancer: this.resource.arnSuffix,
      name: pathName(this),
      alarms: props.alarms,
      errorsToAlarm: props.errorsToAlarm ?? 10,
    });
  }

  /** Whether its routes are on HTTPS. */
  get tls(): boolean {
    return this.props.tls.certificate !== undefined;
  }

  get dnsName(): string {
    return this.resource.dnsName;
  }

  /**
   * Adds a route. `scope` is what the route belongs to, usually the service it leads to: the rule lives and goes with it.
   */
  addRoute(scope: Construct, id: string, route: RouteProps): ListenerRoute {
    const booked = this.book.add({
      path: `${scope.node.path}/${id}`,
      match: route,
      targets: targetGroupsOf(route).map((group) => group.node.path),
      ...(route.priority === undefined ? {} : { priority: route.priority }),
    });
    const rule = new ListenerRoute(scope, id, {
      listenerArn: this.listener.arn,
      tls: this.tls,
      priority: booked.priority,
      route,
    });
    refuse(rule, booked.violations);
    return rule;
  }

  #addBalancer(): Lb {
    const { network, accessLogs, internal = false } = this.props;
    const subnets = internal ? network.workloadSubnets : network.publicSubnets;
    return new Lb(this, "Default", {
      name: physicalName(this, "load-balancer"),
      loadBalancerType: "application",
      internal,
      subnets: [...(subnets?.ids ?? [])],
      securityGroups: [this.firewall.id],
      idleTimeout: this.props.idleTimeoutSeconds ?? 60,
      enableDeletionProtection: this.props.deletionProtection ?? false,
      // Headers no HTTP parser agrees on are how requests are smuggled past a balancer.
      dropInvalidHeaderFields: true,
      ...(accessLogs === undefined ? {} : { accessLogs: { enabled: true, bucket: accessLogs.bucketName } }),
      dependsOn: inSameStack(this, [...network.routes, ...(accessLogs === undefined ? [] : [accessLogs.policy])]),
    });
  }

  #addTlsListeners(tls: Extract<Tls, { certificate: Certificate }>): LbListener {
    const https = this.#addListener("https", {
      port: 443,
      protocol: "HTTPS",
      sslPolicy: TLS_POLICY,
      certificateArn: tls.certificate.arn,
      defaultAction: this.#otherwise(),
    });
    (tls.furtherCertificates ?? []).forEach((certificate, index) => {
      new LbListenerCertificate(this, `certificate-${index}`, {
        listenerArn: https.arn,
        certificateArn: certificate.arn,
      });
    });
    this.#addListener("http", {
      port: 80,
      protocol: "HTTP",
      defaultAction: [{ type: "redirect", redirect: { port: "443", protocol: "HTTPS", statusCode: "HTTP_301" } }],
    });
    return https;
  }

  #addPlainListener(): LbListener {
    return this.#addListener("http", { port: 80, protocol: "HTTP", defaultAction: this.#otherwise() });
  }

  #addListener(id: string, config: Omit<LbListenerConfig, "loadBalancerArn"> & { readonly port: number }): LbListener {
    const ranges = this.props.from ?? [everybody(this.props)];
    ranges.forEach((cidr, index) => {
      this.firewall.open(this, index === 0 ? `${id}-from` : `${id}-from-${index}`, {
        from: config.port,
        to: config.port,
        protocol: "tcp",
        source: { cidr },
        reason: `${this.node.id}: callers on port ${config.port}`,
      });
    });
    return new LbListener(this, id, { loadBalancerArn: this.resource.arn, ...config });
  }

  #otherwise(): LbListenerConfig["defaultAction"] {
    const response = this.props.otherwise ?? { status: 404, body: "not found" };
    return [{ type: "fixed-response", fixedResponse: fixedResponse(response) }];
  }
}
