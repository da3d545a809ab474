import { describe, expect, test } from "vitest";
import { type Balanced, balanced, CERTIFICATE } from "../../test/support/balanced";
import { aStack, type Block, statements, type Template } from "../../test/support/template";
import { AlarmTopic } from "../monitoring/alarm-topic";
import { AccessLogBucket } from "./access-log-bucket";
import { existingCertificate } from "./certificate";
import type { LoadBalancerProps } from "./load-balancer";

const stackOf = (fill: (parts: Balanced) => void, changes: Parameters<typeof balanced>[1] = {}): Template =>
  aStack((stack) => fill(balanced(stack, changes)));
const balancer = (changes: Partial<LoadBalancerProps> = {}, network = {}) =>
  stackOf(() => undefined, { balancer: changes, network });
const rules = (template: Template) => Object.values(template.all("aws_lb_listener_rule"));

describe("the balancer", () => {
  test("stands in every zone, open to the internet on 80 and 443 only, and drops broken headers", () => {
    const template = balancer();
    expect(template.one("aws_lb")).toMatchObject({
      name: "stowage-test-balancer",
      load_balancer_type: "application",
      internal: false,
      drop_invalid_header_fields: true,
      enable_deletion_protection: false,
      idle_timeout: 60,
    });
    expect(template.one("aws_lb").subnets).toHaveLength(2);
    const openings = Object.entries(template.all("aws_vpc_security_group_ingress_rule")).map(([, rule]) => [
      rule.from_port,
      rule.to_port,
      rule.cidr_ipv4,
    ]);
    expect(openings).toEqual([
      [443, 443, "0.0.0.0/0"],
      [80, 80, "0.0.0.0/0"],
    ]);
  });

  test("answers HTTPS with TLS 1.2 or 1.3 and 404 where no route matches, and sends HTTP there for good", () => {
    const template = balancer();
    expect(template.one("aws_lb_listener", "balancer_https")).toMatchObject({
      port: 443,
      protocol: "HTTPS",
      ssl_policy: "ELBSecurityPolicy-TLS13-1-2-2021-06",
      certificate_arn: CERTIFICATE.arn,
      default_action: [{ type: "fixed-response", fixed_response: { status_code: "404", content_type: "text/plain" } }],
    });
    expect(template.one("aws_lb_listener", "balancer_http_")).toMatchObject({
      port: 80,
      protocol: "HTTP",
      default_action: [{ type: "redirect", redirect: { status_code: "HTTP_301", protocol: "HTTPS", port: "443" } }],
    });
  });

  test("speaks plain HTTP only with a reason", () => {
    const template = balancer({ tls: { none: "inside the VPC only" } });
    expect(template.one("aws_lb_listener")).toMatchObject({ port: 80, protocol: "HTTP" });
    expect(balancer({ tls: { none: "-" } }).codes).toEqual(["load-balancer-plain-http"]);
  });

  test("chooses further certificates by host name", () => {
    const further = [existingCertificate("arn:two"), existingCertificate("arn:three")];
    const template = balancer({ tls: { certificate: CERTIFICATE, furtherCertificates: further } });
    const arns = Object.values(template.all("aws_lb_listener_certificate")).map((block) => block.certificate_arn);
    expect(arns).toEqual(["arn:two", "arn:three"]);
  });

  test("inside the VPC stands in the workload subnets and admits the VPC", () => {
    const template = balancer({ internal: true }, { egress: "nat-gateway" });
    expect(template.one("aws_lb")).toMatchObject({ internal: true });
    expect((template.one("aws_lb").subnets as string[])[0]).toContain("private");
    expect(template.one("aws_vpc_security_group_ingress_rule", "balancer_https-from").cidr_ipv4).toBe("10.0.0.0/16");
  });

  test("admits only the named ranges", () => {
    const template = balancer({ from: ["203.0.113.0/24", "198.51.100.0/24"] });
    const ranges = Object.values(template.all("aws_vpc_security_group_ingress_rule")).map((rule) => rule.cidr_ipv4);
    expect(new Set(ranges)).toEqual(new Set(["203.0.113.0/24", "198.51.100.0/24"]));
    expect(ranges).toHaveLength(4);
  });

  test("takes the options as they are given", () => {
    const template = balancer({
      deletionProtection: true,
      idleTimeoutSeconds: 300,
      otherwise: { status: 503, body: "closed", contentType: "text/html" },
      webAclArn: "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1",
    });
    expect(template.one("aws_lb")).toMatchObject({ enable_deletion_protection: true, idle_timeout: 300 });
    expect(template.one("aws_lb_listener", "balancer_https").default_action).toMatchObject([
      { fixed_response: { status_code: "503", message_body: "closed", content_type: "text/html" } },
    ]);
    expect(template.one("aws_wafv2_web_acl_association")).toMatchObject({
      resource_arn: "${aws_lb.balancer.arn}",
      web_acl_arn: "arn:aws:wafv2:eu-west-1:123456789012:regional/webacl/shop/1",
    });
  });

  test("is torn down before the network's routes, which it needs", () => {
    const waits = balancer().one("aws_lb").depends_on as string[];
    expect(waits.filter((name) => /^aws_(internet_gateway|route)\./.test(name))).toHaveLength(3);
  });
});

describe("access logs", () => {
  const template = aStack((stack) => {
    const logs = new AccessLogBucket(stack, "logs", { retentionDays: 14, deleteWithRecords: true });
    balanced(stack, { balancer: { accessLogs: logs } });
  });

  test("go to a bucket that only this account's balancers write to, and wait for its policy", () => {
    const bucket = Object.keys(template.all("aws_s3_bucket"))[0];
    expect(template.one("aws_lb").access_logs).toEqual({ enabled: true, bucket: `\${aws_s3_bucket.${bucket}.id}` });
    expect(
      (template.one("aws_lb").depends_on as string[]).some((name) => name.startsWith("aws_s3_bucket_policy.")),
    ).toBe(true);
    expect(statements(template.one("aws_s3_bucket_policy").policy)[0]).toMatchObject({
      Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
      Action: "s3:PutObject",
    });
  });

  test("are kept as long as asked", () => {
    expect(template.one("aws_s3_bucket")).toMatchObject({ bucket_prefix: "stowage-test-logs-", force_destroy: true });
    expect(template.one("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([{ expiration: [{ days: 14 }] }]);
  });

  test("need a short name, because Terraform adds to it", () => {
    const id = "access-logs-of-the-balancer";
    expect(aStack((stack) => void new AccessLogBucket(stack, id)).codes).toEqual(["name-length"]);
  });
});

describe("routes that are no service's own", () => {
  test("divide requests by weight, and keep a caller where it was", () => {
    const template = stackOf(({ balancer, web }) => {
      const [old, next] = [web("old", { unrouted: true }), web("next", { unrouted: true })];
      const weighted = [
        { to: old, weight: 90 },
        { to: next, weight: 10 },
      ];
      balancer.addRoute(balancer, "canary", { hosts: ["shop.example.com"], weighted, stickySeconds: 600 });
    });
    const [group, other] = Object.keys(template.all("aws_lb_target_group"));
    expect(rules(template)).toHaveLength(1);
    expect(rules(template)[0]!.action).toEqual([
      {
        order: 1,
        type: "forward",
        forward: {
          stickiness: { enabled: true, duration: 600 },
          target_group: [
            { arn: `\${aws_lb_target_group.${group}.arn}`, weight: 90 },
            { arn: `\${aws_lb_target_group.${other}.arn}`, weight: 10 },
          ],
        },
      },
    ]);
    const waits = Object.values(template.all("aws_ecs_service")).map((service) => service.depends_on as string[]);
    expect(waits.every((names) => names.some((name) => name.startsWith("aws_lb_listener_rule.")))).toBe(true);
  });

  test("redirect and answer by themselves", () => {
    const template = stackOf(({ balancer }) => {
      balancer.addRoute(balancer, "moved", {
        hosts: ["old.example.com"],
        redirect: { host: "new.example.com", permanent: true },
      });
      balancer.addRoute(balancer, "robots", { paths: ["/robots.txt"], respond: { status: 200, body: "Disallow: /" } });
    });
    expect(rules(template).map((rule) => [rule.priority, (rule.action as Block[])[0]])).toMatchObject([
      [100, { type: "redirect", redirect: { host: "new.example.com", path: "/#{path}", status_code: "HTTP_301" } }],
      [200, { type: "fixed-response", fixed_response: { status_code: "200", message_body: "Disallow: /" } }],
    ]);
  });

  test("redirect what is named, and leave the rest as it came in", () => {
    const template = stackOf(({ balancer }) => {
      const redirect = { path: "/new/#{path}", port: 8443, protocol: "HTTPS", query: "from=old" } as const;
      balancer.addRoute(balancer, "moved", { paths: ["/old/*"], redirect });
    });
    expect(rules(template)[0]!.action).toMatchObject([
      {
        redirect: {
          host: "#{host}",
          path: "/new/#{path}",
          port: "8443",
          protocol: "HTTPS",
          query: "from=old",
          status_code: "HTTP_302",
        },
      },
    ]);
  });

  test("may be more than 100 where AWS has granted more", () => {
    const many = (ruleQuota: number) =>
      stackOf(
        ({ balancer }) => {
          for (let index = 0; index < 101; index++) {
            balancer.addRoute(balancer, `r${index}`, { paths: [`/${index}`], respond: { status: 200 } });
          }
        },
        { balancer: { ruleQuota } },
      ).codes;
    expect(many(150)).toEqual([]);
    expect(many(100)).toEqual(["load-balancer-rules"]);
  });

  test("are refused when they lead nowhere or say nothing", () => {
    const template = stackOf(({ balancer, service }) => {
      const apart = service("apart");
      balancer.addRoute(balancer, "a", { hosts: ["a.example.com"], to: apart });
      balancer.addRoute(balancer, "b", { hosts: ["b.example.com"], weighted: [{ to: apart, weight: 1000 }] });
      balancer.addRoute(balancer, "c", { hosts: ["c.example.com"], redirect: {} });
      balancer.addRoute(balancer, "d", { hosts: ["d.example.com"], redirect: { path: "home" } });
      balancer.addRoute(balancer, "e", { hosts: ["e.example.com"], respond: { status: 302 } });
      balancer.addRoute(balancer, "f", { hosts: ["f.example.com"], respond: { status: 200, body: "x".repeat(1025) } });
      balancer.addRoute(balancer, "g", { hosts: ["g.example.com"], weighted: [] });
    });
    expect(template.codes).toEqual([
      "route-redirect",
      "route-redirect",
      "route-response",
      "route-response",
      "route-target",
      "route-target",
      "route-target",
      "route-weight",
    ]);
  });
});

describe("alarms", () => {
  test("tell the topic about errors of the balancer itself", () => {
    const template = aStack((stack) => {
      const topic = new AlarmTopic(stack, "topic", { email: "ops@example.com" });
      balanced(stack, { balancer: { alarms: topic, errorsToAlarm: 3 } });
    });
    expect(template.one("aws_cloudwatch_metric_alarm")).toMatchObject({
      namespace: "AWS/ApplicationELB",
      metric_name: "HTTPCode_ELB_5XX_Count",
      dimensions: { LoadBalancer: "${aws_lb.balancer.arn_suffix}" },
      statistic: "Sum",
      period: 300,
      threshold: 3,
      alarm_actions: ["${aws_sns_topic.topic.arn}"],
    });
  });

  test("are left out when nobody is to be told", () => {
    expect(balancer().all("aws_cloudwatch_metric_alarm")).toEqual({});
  });
});

test.each<[string, Partial<LoadBalancerProps>, object, string[]]>([
  ["one zone", {}, { zones: 1 }, ["load-balancer-zones"]],
  ["a network without public subnets", {}, { egress: "none" }, ["load-balancer-no-public-subnet"]],
  ["an idle timeout of 0", { idleTimeoutSeconds: 0 }, {}, ["load-balancer-idle"]],
  ["a range that is none", { from: ["0.0.0.0"] }, {}, ["load-balancer-from"]],
  ["no range at all", { from: [] }, {}, ["load-balancer-from"]],
  ["an answer of 301", { otherwise: { status: 301 } }, {}, ["route-response"]],
  ["half an error", { errorsToAlarm: 0.5 }, {}, ["load-balancer-number"]],
  ["a quota of 0", { ruleQuota: 0 }, {}, ["load-balancer-number"]],
  [
    "27 certificates",
    { tls: { certificate: CERTIFICATE, furtherCertificates: Array.from({ length: 26 }, () => CERTIFICATE) } },
    {},
    ["load-balancer-certificates"],
  ],
])("refuses %s", (_, props, network, codes) => {
  expect(balancer(props, network).codes).toEqual(codes);
});
