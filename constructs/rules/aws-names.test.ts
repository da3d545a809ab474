import { describe, expect, it } from "vitest";
import { NAME_RULES } from "./aws-name-rules";
import { checkName, maxNameLength, type NameKind } from "./aws-names";

const codes = (kind: NameKind, name: string) => checkName(kind, name).map((violation) => violation.code);

describe("checkName", () => {
  it.each<[NameKind, string]>([
    ["load-balancer", "shop-prod"],
    ["target-group", "a".repeat(32)],
    ["iam-role", "dev-app+backend=exec,v1.@x"],
    ["ecs-capacity-provider", "stowage-dev"],
    ["ecs-port-mapping", "_http"],
    ["log-group", "/stowage/dev/backend#1"],
    ["sqs-queue", "jobs.fifo"],
    ["sns-topic", "alarms"],
    ["ecr-repository", "shop/backend__v2"],
    ["secret", "dev/db-reader"],
    ["ssm-parameter", "/stowage/dev/url"],
    ["s3-bucket", "stowage-state-123456789012"],
    ["launch-template", "dev(1)/box"],
    ["security-group", "dev app [tasks]"],
    ["schedule", "dev-app_scraper.1"],
    ["rds-instance", "shop-db"],
    ["kms-alias", "alias/stowage"],
    ["cloudwatch-alarm", "backend: no memory left"],
  ])("takes %s %s", (kind, name) => {
    expect(checkName(kind, name)).toEqual([]);
  });

  it.each<[NameKind, string, string[]]>([
    ["target-group", "a".repeat(33), ["name-length"]],
    ["target-group", "", ["name-length"]],
    ["target-group", "-web", ["name-form"]],
    ["target-group", "web_app", ["name-characters"]],
    ["target-group", "w_".repeat(20), ["name-length", "name-characters"]],
    ["load-balancer", "internal-shop", ["name-reserved"]],
    ["iam-role", "r".repeat(65), ["name-length"]],
    ["ecs-capacity-provider", "ecs-fleet", ["name-reserved"]],
    ["ecs-capacity-provider", "Fargate1", ["name-reserved"]],
    ["ecs-port-mapping", "Http", ["name-characters"]],
    ["ecs-port-mapping", "-http", ["name-form"]],
    ["log-group", "aws/mine", ["name-reserved"]],
    ["sqs-queue", "jobs.fifo.x", ["name-form"]],
    ["ecr-repository", "Shop", ["name-characters"]],
    ["ecr-repository", "1shop", ["name-form"]],
    ["ecr-repository", "shop..x", ["name-form"]],
    ["ssm-parameter", "/aws/x", ["name-reserved"]],
    ["ssm-parameter", "/a".repeat(16), ["name-form"]],
    ["s3-bucket", "192.168.0.1", ["name-form"]],
    ["s3-bucket", "a..b", ["name-form"]],
    ["s3-bucket", "xn--shop", ["name-reserved"]],
    ["s3-bucket", "shop-s3alias", ["name-reserved"]],
    ["s3-bucket", "Shop", ["name-characters"]],
    ["security-group", "sg-web", ["name-reserved"]],
    ["auto-scaling-group", "a:b", ["name-characters"]],
    ["rds-instance", "1db", ["name-form"]],
    ["rds-instance", "shop--db", ["name-form"]],
    ["kms-alias", "alias/aws/x", ["name-reserved"]],
    ["kms-alias", "stowage", ["name-form"]],
  ])("refuses %s %s", (kind, name, expected) => {
    expect(codes(kind, name)).toEqual(expected);
  });

  it("says by how much a name is too long and which characters are foreign", () => {
    expect(checkName("target-group", "a".repeat(33))[0]?.fix).toBe("shorten it by 1 character");
    expect(checkName("target-group", "a_b_c.d")[0]?.got).toBe('"_", "." in "a_b_c.d"');
  });

  it("does not repeat an endless name in full", () => {
    expect(checkName("ecs-cluster", "x".repeat(5000))[0]?.got.length).toBeLessThan(120);
  });

  it("knows a source for every kind", () => {
    for (const rule of Object.values(NAME_RULES)) {
      expect(rule.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
    expect(maxNameLength("target-group")).toBe(32);
  });
});
