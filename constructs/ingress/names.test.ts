import { describe, expect, test } from "vitest";
import { balanced } from "../../test/support/balanced";
import { oneBox } from "../../test/support/one-box";
import { aStack } from "../../test/support/template";
import { DnsCertificate, type DnsCertificateProps } from "./certificate";
import { DnsRecord, type DnsRecordProps } from "./dns-record";
import { existingZone, HostedZone } from "./hosted-zone";

const ZONE = { zoneId: "Z1", name: "example.com" };

describe("a certificate", () => {
  const certificate = (changes: Partial<DnsCertificateProps> = {}) =>
    aStack((stack) => void new DnsCertificate(stack, "tls", { domain: "shop.example.com", zone: ZONE, ...changes }));

  test("is proved by a record for each of its names, and used only once it is issued", () => {
    const template = certificate({ alternativeNames: ["*.shop.example.com"] });
    expect(template.one("aws_acm_certificate")).toMatchObject({
      domain_name: "shop.example.com",
      subject_alternative_names: ["*.shop.example.com"],
      validation_method: "DNS",
      lifecycle: { create_before_destroy: true },
    });
    expect(template.one("aws_route53_record")).toMatchObject({
      for_each: "${{for option in aws_acm_certificate.tls.domain_validation_options : option.domain_name => option}}",
      zone_id: "Z1",
      name: "${each.value.resource_record_name}",
      allow_overwrite: true,
    });
    expect(template.one("aws_acm_certificate_validation").validation_record_fqdns).toMatch(
      /^\$\{\[for record in aws_route53_record\.tls_proof_\w+ : record\.fqdn\]\}$/,
    );
  });

  test("is named by its validation, so that a listener waits for it", () => {
    const template = aStack((stack) => {
      const tls = new DnsCertificate(stack, "tls", { domain: "shop.example.com", zone: ZONE });
      balanced(stack, { balancer: { tls: { certificate: tls } } });
    });
    expect(template.one("aws_lb_listener", "balancer_https").certificate_arn).toMatch(
      /^\$\{aws_acm_certificate_validation\.tls_issued_\w+\.certificate_arn\}$/,
    );
  });

  test.each<[string, Partial<DnsCertificateProps>, string[]]>([
    ["no name", { domain: "" }, ["certificate-name"]],
    ["a name without a dot", { domain: "localhost" }, ["certificate-name"]],
    ["a star in the middle", { domain: "a.*.example.com" }, ["certificate-name"]],
    ["an address as another name", { alternativeNames: ["https://example.com"] }, ["certificate-name"]],
    ["a name of another zone", { domain: "shop.example.org" }, ["certificate-zone"]],
    [
      "eleven names",
      { alternativeNames: Array.from({ length: 10 }, (_, i) => `s${i}.example.com`) },
      ["certificate-names"],
    ],
  ])("is refused with %s", (_, changes, codes) => {
    expect(certificate(changes).codes).toEqual(codes);
  });
});

describe("a zone", () => {
  test("is made, public or for one network only, or looked up", () => {
    const template = aStack((stack) => {
      const { network } = oneBox(stack);
      new HostedZone(stack, "public", { name: "example.com" });
      new HostedZone(stack, "private", { name: "shop.internal", visibleIn: network });
      existingZone(stack, "existing", "example.org");
    });
    expect(template.one("aws_route53_zone", "public")).toMatchObject({ name: "example.com" });
    expect(template.one("aws_route53_zone", "public").vpc).toBeUndefined();
    expect(template.one("aws_route53_zone", "private").vpc).toEqual([{ vpc_id: "${aws_vpc.network.id}" }]);
    expect(template.json.data!.aws_route53_zone).toMatchObject({
      existing: { name: "example.org", private_zone: false },
    });
  });
});

describe("a record", () => {
  const record = (changes: Partial<DnsRecordProps>) =>
    aStack((stack) => {
      const props = { zone: ZONE, domain: "www.example.com", to: { name: "other.example.com" } };
      new DnsRecord(stack, "www", { ...props, ...changes });
    });

  test("follows a balancer by an alias", () => {
    const template = aStack((stack) => {
      const { balancer } = balanced(stack);
      new DnsRecord(stack, "www", { zone: ZONE, domain: "example.com", to: { balancer } });
    });
    expect(template.one("aws_route53_record")).toMatchObject({
      zone_id: "Z1",
      name: "example.com",
      type: "A",
      alias: {
        name: "${aws_lb.balancer.dns_name}",
        zone_id: "${aws_lb.balancer.zone_id}",
        evaluate_target_health: true,
      },
    });
  });

  test("leads to addresses or to another name", () => {
    expect(record({ to: { addresses: ["203.0.113.7"] } }).one("aws_route53_record")).toMatchObject({
      type: "A",
      records: ["203.0.113.7"],
      ttl: 60,
    });
    expect(record({ ttlSeconds: 300 }).one("aws_route53_record")).toMatchObject({
      type: "CNAME",
      records: ["other.example.com"],
      ttl: 300,
    });
  });

  test("is refused where the zone does not answer, and as another name of the zone itself", () => {
    expect(record({ domain: "www.example.org" }).codes).toEqual(["dns-zone"]);
    expect(record({ domain: "example.com" }).codes).toEqual(["dns-apex"]);
  });
});
