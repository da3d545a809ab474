import { describe, expect, it } from "vitest";
import { NAME_RULES } from "./aws-name-rules";
import { checkName, checkText, maxNameLength, type NameKind, type TextKind } from "./aws-names";
import { TEXT_RULES } from "./aws-text-rules";

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
    for (const rule of [...Object.values(NAME_RULES), ...Object.values(TEXT_RULES)]) {
      expect(rule.source).toMatch(/^https:\/\/docs\.aws\.amazon\.com\//);
    }
    expect(maxNameLength("target-group")).toBe(32);
  });
});

describe("checkText", () => {
  it.each<[TextKind, string]>([
    ["security-group-description", "port 80 of the host (web), 10.0.0.0/8"],
    ["iam-role-description", "The application's own calls, für alle\nzwei Zeilen"],
    ["alarm-description", "a copy's health – 🚀\nsecond line"],
    ["secret-description", ""],
    ["tag-value", "Jürgen 2.0 a=b:c/d@e"],
    ["ec2-tag-value", "Jürgen's host 🚀"],
  ])("takes %s %s", (kind, text) => {
    expect(checkText(kind, text)).toEqual([]);
  });

  it.each<[TextKind, string, string[]]>([
    ["security-group-description", "the host's port", ["text-characters"]],
    ["security-group-description", "", ["text-length"]],
    ["security-group-description", "ü".repeat(256), ["text-length", "text-characters"]],
    ["security-group-rule-description", "two\nlines", ["text-characters"]],
    ["iam-role-description", "a 🚀", ["text-characters"]],
    ["iam-role-description", "a “quote”", ["text-characters"]],
    ["alarm-description", "x".repeat(1025), ["text-length"]],
    ["tag-key", "AWS:mine", ["text-reserved"]],
    ["tag-value", "the host's", ["text-characters"]],
    ["ec2-tag-value", "two\nlines", ["text-characters"]],
    ["firewall-description", "a; b", ["text-characters"]],
    ["firewall-description", " ours", ["text-form"]],
  ])("refuses %s %s", (kind, text, expected) => {
    expect(checkText(kind, text).map(({ code }) => code)).toEqual(expected);
  });

  it("shows a line break as an escape, so that a message stays one line", () => {
    expect(checkText("tag-value", "a\nb")[0]?.got).toBe(String.raw`"\n" in "a\nb"`);
  });

  it("judges the known parts of a text by alphabet and greatest length only", () => {
    expect(checkText("security-group-description", ["", ""])).toEqual([]);
    expect(checkText("tag-key", ["aws:", ""])).toEqual([]);
    expect(checkText("security-group-description", ["", "'s hosts"]).map(({ code }) => code)).toEqual([
      "text-characters",
    ]);
    expect(checkText("secret-description", ["x".repeat(2048), "y"]).map(({ code }) => code)).toEqual(["text-length"]);
  });
});
