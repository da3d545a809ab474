import { DataAwsSsmParameter } from "@cdktf/provider-aws/lib/data-aws-ssm-parameter";
import { Eip } from "@cdktf/provider-aws/lib/eip";
import { Instance } from "@cdktf/provider-aws/lib/instance";
import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { VpcSecurityGroupEgressRule } from "@cdktf/provider-aws/lib/vpc-security-group-egress-rule";
import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Fn, type ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { said } from "../boot-log";
import { nameTag, physicalName } from "../naming";
import { quotable } from "../template-literal";
import type { SubnetTier } from "./subnet-tier";

export interface NatInstanceProps {
  readonly vpcId: string;
  /** Range whose traffic it forwards. */
  readonly cidr: string;
  /** The public subnets; it stands in the first. */
  readonly subnet: SubnetTier;
  /** The internet gateway and its routes: its first boot needs them, and its address keeps the gateway attached. */
  readonly after: readonly ITerraformDependable[];
  /** @default "t4g.nano", 3.36 USD a month in eu-west-1 */
  readonly instanceType?: string;
}

/**
 * One small instance that forwards for the private subnets: a tenth of a NAT gateway's price, and a single point of
 * failure: while EC2 recovers it (minutes), private workloads have no way out.
 *
 * Creates: `aws_instance`, `aws_eip`, `aws_security_group` with rules.
 * The image is arm64 Amazon Linux 2023, fixed at creation; replace the instance to patch it. A changed script does.
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export class NatInstance extends Construct {
  readonly networkInterfaceId: string;
  /** Without it the instance leads nowhere: what stands behind it waits for this, and goes first. */
  readonly address: Eip;

  constructor(scope: Construct, id: string, props: NatInstanceProps) {
    super(scope, id);
    const tags = nameTag(this, "ec2");
    const after = [...props.after];
    const group = new SecurityGroup(this, "security-group", {
      namePrefix: physicalName(this, "security-group", ""),
      description: "NAT instance: from the VPC to the internet",
      vpcId: props.vpcId,
      tags,
      lifecycle: { createBeforeDestroy: true },
    });
    new VpcSecurityGroupIngressRule(this, "from-vpc", {
      securityGroupId: group.id,
      description: "forwarded traffic from the VPC",
      ipProtocol: "-1",
      cidrIpv4: props.cidr,
    });
    new VpcSecurityGroupEgressRule(this, "to-internet", {
      securityGroupId: group.id,
      description: "forwarded traffic to the internet",
      ipProtocol: "-1",
      cidrIpv4: "0.0.0.0/0",
    });
    // Read when Terraform plans: only launch templates resolve a parameter's name themselves; an instance's root volume
    // is looked up by the id of its image.
    const image = new DataAwsSsmParameter(this, "image", { name: IMAGE_PARAMETER });
    const instance = new Instance(this, "Default", {
      ami: image.insecureValue,
      instanceType: props.instanceType ?? "t4g.nano",
      subnetId: props.subnet.ids[0]!,
      vpcSecurityGroupIds: [group.id],
      sourceDestCheck: false,
      userDataBase64: Fn.base64encode(quotable(FORWARDING)),
      // Otherwise a changed script is stored, the instance is stopped and started, and the script never runs.
      userDataReplaceOnChange: true,
      creditSpecification: { cpuCredits: "standard" },
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      // The image's own size, 0.70 USD a month.
      rootBlockDevice: { encrypted: true, volumeType: "gp3", volumeSize: 8 },
      tags,
      lifecycle: { ignoreChanges: ["ami"] },
      dependsOn: after,
    });
    // https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/eip asks for the order by name.
    this.address = new Eip(this, "address", { domain: "vpc", instance: instance.id, tags, dependsOn: after });
    this.networkInterfaceId = instance.primaryNetworkInterfaceId;
  }
}

const IMAGE_PARAMETER = "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";

/**
 * Runs at the first boot only, and leaves what every later boot loads by itself (a reboot, a recovery by EC2): the
 * setting to `systemd-sysctl`, the rule to the `nftables` service. AL2023 has nftables in its repository and no iptables
 * service. Bounded: the address may be attached only after the boot began, so five minutes of trying and more.
 * The instance has one network card, so all that leaves it by the network is masqueraded, whatever the card is called.
 * The table is emptied first: loaded twice, it holds the rule once. What fails is in the journal and on the console.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/user-data.html
 */
const FORWARDING = `#!/bin/bash
echo net.ipv4.ip_forward=1 > /etc/sysctl.d/90-nat.conf
sysctl -p /etc/sysctl.d/90-nat.conf || ${said("no forwarding: the private subnets have no way out")}
for attempt in $(seq 1 30); do
  timeout 180 dnf install -y nftables && break
  [ "$attempt" -lt 30 ] || ${said("no nftables: the private subnets have no way out until this instance is replaced")}
  sleep 10
done
cat > /etc/sysconfig/nftables.conf <<'NFT'
table ip nat
flush table ip nat
table ip nat {
  chain postrouting {
    type nat hook postrouting priority srcnat;
    oifname != "lo" masquerade
  }
}
NFT
systemctl enable --now nftables || ${said("no masquerading: the private subnets have no way out")}
`;
