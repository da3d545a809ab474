import { AcmCertificate } from "@cdktf/provider-aws/lib/acm-certificate";
import { AcmCertificateValidation } from "@cdktf/provider-aws/lib/acm-certificate-validation";
import { Route53Record } from "@cdktf/provider-aws/lib/route53-record";
import { dependable, Token } from "cdktf";
import { Construct } from "constructs";
import { nameTag } from "../naming";
import { refuse } from "../report";
import type { Violation } from "../rules/finding";
import { checkWholeNumber } from "../rules/whole-number";
import type { Zone } from "./hosted-zone";

/** A certificate for HTTPS or TLS: one that this project makes, or an existing one. */
export interface Certificate {
  readonly arn: string;
}

export interface DnsCertificateProps {
  /** The name it is for, such as `example.com` or `*.example.com`. */
  readonly domain: string;
  /** Further names in the same certificate, at most nine. @default - none */
  readonly alternativeNames?: readonly string[];
  /** The zone that all of the names are in; the records that prove it are written there. */
  readonly zone: Zone;
}

const SOURCE = "https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html";
/** AWS's quota; more on request. */
const MOST_NAMES = 10;
const NAME = /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i;

/**
 * A public certificate of AWS Certificate Manager, proved by DNS and renewed by AWS for as long as the records stand.
 *
 * Creates: `aws_acm_certificate`, one `aws_route53_record` per name, `aws_acm_certificate_validation`, which waits until
 * it is issued (minutes). Free.
 * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
 */
export class DnsCertificate extends Construct implements Certificate {
  readonly resource: AcmCertificate;
  readonly #validation: AcmCertificateValidation;

  constructor(scope: Construct, id: string, props: DnsCertificateProps) {
    super(scope, id);
    refuse(this, checkCertificate(props));
    const { domain, alternativeNames, zone } = props;
    this.resource = new AcmCertificate(this, "Default", {
      domainName: domain,
      ...(alternativeNames === undefined ? {} : { subjectAlternativeNames: [...alternativeNames] }),
      validationMethod: "DNS",
      tags: nameTag(this, "other"),
      // A listener still uses the old one while the new one is issued.
      lifecycle: { createBeforeDestroy: true },
    });
    const records = new Route53Record(this, "proof", {
      zoneId: zone.zoneId,
      name: "${each.value.resource_record_name}",
      type: "${each.value.resource_record_type}",
      records: ["${each.value.resource_record_value}"],
      ttl: 60,
      // `example.com` and `*.example.com` are proved by the same record.
      allowOverwrite: true,
    });
    // Over the set itself: CDKTF's iterator makes a list of it, whose length Terraform cannot know when it plans.
    const options = `${dependable(this.resource)}.domain_validation_options`;
    records.addOverride("for_each", `\${{for option in ${options} : option.domain_name => option}}`);
    this.#validation = new AcmCertificateValidation(this, "issued", {
      certificateArn: this.resource.arn,
      validationRecordFqdns: Token.asList(`\${[for record in ${dependable(records)} : record.fqdn]}`),
    });
  }

  /** Known when the certificate is issued, so that whoever uses it waits. */
  get arn(): string {
    return this.#validation.certificateArn;
  }
}

/** A certificate that somebody else takes care of, in the same region. */
export function existingCertificate(arn: string): Certificate {
  return { arn };
}

function checkCertificate({ domain, alternativeNames = [], zone }: DnsCertificateProps): Violation[] {
  const names = [domain, ...alternativeNames];
  const known = names.filter((name) => !Token.isUnresolved(name));
  const foreign = (name: string) => zone.name !== undefined && name !== zone.name && !name.endsWith(`.${zone.name}`);
  const malformed = known.filter((name) => !NAME.test(name) || name.length > 253);
  return [
    ...malformed.map((name) => ({
      code: "certificate-name",
      prop: name === domain ? "domain" : "alternativeNames",
      got: name === "" ? "no name" : name,
      expected: "a domain name, at most one * as its first part",
      fix: "write it as www.example.com",
      source: SOURCE,
    })),
    ...known
      .filter((name) => !malformed.includes(name) && foreign(name))
      .map((name) => ({
        code: "certificate-zone",
        prop: "zone",
        got: `${name} in the zone ${zone.name}`,
        expected: "a name that the zone answers for",
        fix: "use the zone of that name, or an existing certificate",
        source: SOURCE,
      })),
    ...checkWholeNumber({
      code: "certificate-names",
      prop: "alternativeNames",
      value: names.length,
      min: 1,
      max: MOST_NAMES,
      expected: `at most ${MOST_NAMES} names in one certificate`,
      fix: "make a second certificate, or use a wildcard",
      source: SOURCE,
    }),
  ];
}
