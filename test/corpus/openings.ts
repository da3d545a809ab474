import { VpcSecurityGroupIngressRule } from "@cdktf/provider-aws/lib/vpc-security-group-ingress-rule";
import { Database } from "../../constructs/storage/database";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, soundParts } from "./sound-parts";

const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };

/** Who reaches whom: mistakes that are on no list. */
export const OPENINGS: readonly BrokenSystem[] = [
  built(undefined, "reach-undeclared-opening", "a rule that no construct opened", ({ stack, fleet }) => {
    new VpcSecurityGroupIngressRule(stack, "backdoor", {
      securityGroupId: fleet.firewall.id,
      ipProtocol: "tcp",
      fromPort: 8080,
      toPort: 8080,
      cidrIpv4: "203.0.113.0/24",
    });
  }),
  tampered(
    undefined,
    "reach-lost-opening",
    "an opening that an override dropped",
    (file) => file.remove("aws_vpc_security_group_ingress_rule", "web_reader"),
    (stack) => {
      const { fleet, service } = soundParts(stack);
      const source = { cidr: "10.0.0.0/16" };
      fleet.firewall.open(service, "reader", { from: 9090, to: 9090, protocol: "tcp", source, reason: "metrics" });
    },
  ),
  built(undefined, "reach-open-to-world", "SSH open to the internet", ({ fleet, service }) => {
    const source = { cidr: "0.0.0.0/0" };
    fleet.firewall.open(service, "ssh", { from: 22, to: 22, protocol: "tcp", source, reason: "a shell" });
  }),
  built(
    "11.2",
    "reach-closed-path",
    "a database that does not admit the task",
    ({ stack, network, cluster, fleet }) => {
      const database = new Database(stack, "shop", {
        network,
        instanceClass: "db.t4g.micro",
        postgresVersion: "17",
        storageGiB: 20,
        backupDays: 7,
        protect: false,
        alarms: NOBODY,
      });
      const { environment, secrets } = database;
      new Service(stack, "shopper", {
        cluster,
        runOn: fleet,
        ...size,
        container: { image: IMAGE, environment, secrets },
      });
    },
  ),
  {
    also: ["reach-lost-opening", "reach-undeclared-opening"],
    ...tampered(
      undefined,
      "reach-closed-path",
      "a published port without its rule",
      (file) => {
        file.one("aws_vpc_security_group_ingress_rule").from_port = 8081;
        file.one("aws_vpc_security_group_ingress_rule").to_port = 8081;
      },
      (stack) => {
        const { cluster, fleet } = soundParts(stack);
        const container = { image: IMAGE, port: 3000 };
        new Service(stack, "public", { cluster, runOn: fleet, ...size, container, expose: { hostPort: 8080 } });
      },
    ),
  },
  built(
    undefined,
    "reach-no-way-out",
    "an address that the task calls, and a firewall that lets nothing out",
    (parts) => {
      const { stack, cluster, fleet } = parts;
      const reaches = [{ host: "api.example.com", port: 25 }];
      new Service(stack, "mailer", { cluster, runOn: fleet, ...size, container: { image: IMAGE }, reaches });
      const egress = fleet.firewall.node.findChild("egress") as VpcSecurityGroupIngressRule;
      egress.addOverride("ip_protocol", "tcp");
      egress.addOverride("from_port", 443);
      egress.addOverride("to_port", 443);
    },
  ),
];
