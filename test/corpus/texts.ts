import { SecurityGroup } from "@cdktf/provider-aws/lib/security-group";
import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { soundParts } from "./sound-parts";

const fifty = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, "x"]));

/** Text that AWS does not take, by every way around the constructs. */
export const TEXTS: readonly BrokenSystem[] = [
  tampered(undefined, "text-characters", "an apostrophe in the description of a rule", (file) => {
    file.one("aws_vpc_security_group_egress_rule").description = "the host's way out";
  }),
  built(undefined, "text-characters", "an override of a group's description", ({ fleet }) => {
    fleet.firewall.resource.addOverride("description", "Wirtsrechner für alle");
  }),
  built(undefined, "text-characters", "an apostrophe beside a reference", ({ stack, cluster, network }) => {
    const description = `${cluster.resource.arn}'s hosts`;
    new SecurityGroup(stack, "other", { description, vpcId: network.id, lifecycle: { createBeforeDestroy: true } });
  }),
  built(undefined, "text-length", "a parameter with a novel for a description", ({ stack }) => {
    new SsmParameter(stack, "greeting", {
      name: "/test/greeting",
      type: "String",
      insecureValue: "hello",
      description: "x".repeat(1025),
    });
  }),
  built(undefined, "text-characters", "a tag that SNS does not take", ({ stack }) => {
    new SnsTopic(stack, "orders", { name: "stowage-test-orders", tags: { owner: "the shop's team" } });
  }),
  built(undefined, "text-reserved", "a tag that is AWS's own", ({ stack }) => {
    new SnsTopic(stack, "orders", { name: "stowage-test-orders", tags: { "aws:owner": "shop" } });
  }),
  built(undefined, "tag-count", "more tags than a resource may have", ({ stack }) => {
    new SnsTopic(stack, "orders", { name: "stowage-test-orders", tags: fifty });
  }),
  tampered(
    undefined,
    "text-characters",
    "a default tag that most services do not take",
    (file) => {
      const [provider] = (file.json.provider as { aws: Record<string, unknown>[] }).aws;
      provider!.default_tags = [{ tags: { "stowage:environment": "test", team: "the shop's" } }];
    },
    (stack) => void soundParts(stack),
  ),
];
