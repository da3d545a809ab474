import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Construct } from "constructs";
import { checkedText, nameTag, physicalName } from "../naming";
import type { Network } from "./network";

export interface FirewallGroupProps {
  readonly network: Network;
  /**
   * Up to 255 letters a to z, digits, spaces and ._-:/()#,@[]+=&;{}!$*. Fixed text: changing it replaces the group, and
   * with it every rule. @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html
   */
  readonly description: string;
}

/** One opening of a firewall group, kept for the reach check. */
export interface Opening {
  readonly from: number;
  readonly to: number;
  readonly protocol: "tcp" | "udp";
  /** An IPv4 range, or another group's id. */
  readonly source: { readonly cidr: string } | { readonly group: FirewallGroup };
  /** What it is for, in the alphabet of a group's description; Terraform changes it in place. */
  readonly reason: string;
}

/**
 * A security group that lets everything out and nothing in until it is opened, one port at a time.
 *
 * Creates: `aws_security_group`, one egress rule, and one ingress rule per opening. Costs nothing.
 * The group has a generated name and is replaced before it is destroyed, because instances that Terraform does not
 * track still hold the old one. @see https://github.com/hashicorp/terraform-provider-aws/issues/1671
 */
export class FirewallGroup extends Construct {
  readonly resource: SecurityGroup;
  readonly #openings: Opening[] = [];

  constructor(scope: Construct, id: string, props: FirewallGroupProps) {
    super(scope, id);
    this.resource = new SecurityGroup(this, "Default", {
      namePrefix: physicalName(this, "security-group", ""),
      description: checkedText(this, "security-group-description", props.description, "description"),
      vpcId: props.network.id,
      tags: nameTag(this, "ec2"),
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupEgressRule(this, "egress", {
      securityGroupId: this.resource.id,
      description: "everything out: images, AWS APIs, the internet",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
  }

  get id(): string {
    return this.resource.id;
  }

  /** Everything that was opened, for the reach check. */
  get openings(): readonly Opening[] {
    return this.#openings;
  }

  /**
   * Opens a port range to a source. The rule is created in `scope`, so that a service in another stack opens its port
   * itself and closes it when it goes. A reason that EC2 does not take is refused there.
   * @returns the rule, for what shall wait for it
   */
  open(scope: Construct, id: string, opening: Opening): VpcSecurityGroupIngressRule {
    this.#openings.push(opening);
    return new VpcSecurityGroupIngressRule(scope, id, {
      securityGroupId: this.id,
      description: checkedText(scope, "security-group-rule-description", opening.reason, "reason"),
      ipProtocol: opening.protocol,
      fromPort: opening.from,
      toPort: opening.to,
      ...("cidr" in opening.source
        ? { cidrIpv4: opening.source.cidr }
        : { referencedSecurityGroupId: opening.source.group.id }),
      // Closed only when what used it has changed over: otherwise a service is cut off while its successor still starts.
      lifecycle: { createBeforeDestroy: true },
    });
  }
}
