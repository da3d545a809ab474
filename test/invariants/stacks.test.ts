import { describe, expect, test } from "vitest";
import { synthesizedStacks } from "../support/systems";
import { type Block, containers, statements, trust } from "../support/template";

const stacks = synthesizedStacks();
const each = stacks.map((template) => [`${template.environment}-${template.stack}`, template] as const);

/** Every resource of a stack as `[address, block]`. */
function resources(template: (typeof stacks)[number]): [string, string, Block][] {
  return Object.entries(template.json.resource ?? {}).flatMap(([type, named]) =>
    Object.entries(named as Record<string, Block>).map(([name, block]): [string, string, Block] => [
      `${type}.${name}`,
      type,
      block,
    ]),
  );
}

/** Every text in a value, however deep. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (Array.isArray(value)) return value.flatMap(texts);
  return value !== null && typeof value === "object" ? Object.values(value).flatMap(texts) : [];
}

describe.each(each)("%s", (_, template) => {
  test("synthesizes without a finding", () => {
    expect(template.findings.filter((finding) => finding.severity === "error")).toEqual([]);
  });

  test("has no debris of tokens, missing values or this machine in it", () => {
    const debris = /TfToken|\bundefined\b|\[object |\bNaN\b|-8\.\d+e\+?298/;
    for (const text of texts(template.json)) {
      expect(text).not.toMatch(debris);
      expect(text).not.toContain(process.cwd());
      for (const encoded of text.match(/(?<![A-Za-z0-9+/])[A-Za-z0-9+/]{40,}={0,2}/g) ?? []) {
        expect(Buffer.from(encoded, "base64").toString("latin1")).not.toMatch(debris);
      }
    }
  });

  test("pins Terraform and the provider, and locks its state", () => {
    const terraform = template.json.terraform as Block;
    expect(terraform.required_version).toBe("~> 1.11");
    expect(terraform.required_providers).toEqual({ aws: { source: "aws", version: "5.100.0" } });
    expect(terraform.backend).toEqual({
      s3: {
        bucket: `stowage-${template.environment}-terraform-state`,
        key: `${template.environment}/${template.stack}.tfstate`,
        region: "eu-west-1",
        encrypt: true,
        use_lockfile: true,
      },
    });
  });

  const tags = {
    "stowage:environment": template.environment,
    "stowage:stack": template.stack,
    "stowage:managed-by": "terraform",
  };

  test("tags everything by default with environment and stack", () => {
    const [provider] = (template.json.provider as { aws: Block[] }).aws;
    expect(provider!.default_tags).toEqual([{ tags }]);
  });

  test("tags what the default tags do not reach: Auto Scaling groups, and the hosts, disks and interfaces they launch", () => {
    for (const group of Object.values(template.all("aws_autoscaling_group"))) {
      const own = (group.tag as Block[]).map(({ key, value }) => [key, value]);
      expect(Object.fromEntries(own)).toMatchObject(tags);
    }
    for (const { tag_specifications: specifications } of Object.values(template.all("aws_launch_template"))) {
      const tagged = (specifications as Block[]).map(({ resource_type: type, tags: own }) => [type, own]);
      expect(Object.fromEntries(tagged)).toMatchObject({ instance: tags, volume: tags, "network-interface": tags });
    }
  });

  test("holds no secret value", () => {
    expect(template.all("aws_secretsmanager_secret_version")).toEqual({});
    // Addresses of images, and nothing else.
    for (const [address, { name, type }] of Object.entries(template.all("aws_ssm_parameter")))
      expect([address, name, type]).toEqual([address, expect.stringMatching(/^\/[\w-]+\/released(\/|$)/), "String"]);
  });

  test("describes every output and variable", () => {
    const described = [...Object.entries(template.json.output ?? {}), ...Object.entries(template.json.variable ?? {})];
    for (const [name, block] of described) {
      expect([name, (block as Block).description]).toEqual([name, expect.any(String)]);
    }
  });

  test("every container whose task may call AWS knows its region", () => {
    const roles = Object.values(template.all("aws_iam_role_policy")).map(({ role }) => String(role).split(".")[1]);
    for (const [address, { task_role_arn: role, container_definitions: text }] of Object.entries(
      template.all("aws_ecs_task_definition"),
    )) {
      if (!roles.includes(String(role).split(".")[1])) continue;
      for (const { name, environment } of containers(text)) {
        const names = (environment as { name: string }[]).map((variable) => variable.name);
        expect([address, name, names]).toEqual([address, name, expect.arrayContaining(["AWS_REGION"])]);
      }
    }
  });

  test("every log group has a retention", () => {
    for (const group of Object.values(template.all("aws_cloudwatch_log_group")))
      expect(group.retention_in_days).toBeGreaterThan(0);
  });

  test("every disk, queue, bucket and repository is encrypted", () => {
    for (const [address, type, block] of resources(template)) {
      const encrypted: Record<string, () => unknown> = {
        // A template without any mapping takes the image's own, which is not encrypted.
        aws_launch_template: () => {
          const disks = block.block_device_mappings as Block[];
          return disks.length > 0 && disks.every(({ ebs }) => (ebs as Block).encrypted === "true");
        },
        aws_instance: () => (block.root_block_device as Block | undefined)?.encrypted === true,
        aws_sqs_queue: () => block.sqs_managed_sse_enabled === true || block.kms_master_key_id !== undefined,
        aws_ecr_repository: () => (block.encryption_configuration as Block[])[0]!.encryption_type === "AES256",
        aws_s3_bucket: () => Object.keys(template.all("aws_s3_bucket_server_side_encryption_configuration")).length > 0,
      };
      expect([address, encrypted[type]?.() ?? true]).toEqual([address, true]);
    }
  });

  test("opens one port at a time, or the agent's dynamic ports to a balancer, and only port 80 to the world", () => {
    for (const [address, rule] of Object.entries(template.all("aws_vpc_security_group_ingress_rule"))) {
      const dynamic =
        rule.referenced_security_group_id !== undefined && rule.from_port === 32768 && rule.to_port === 60999;
      expect([address, dynamic || rule.from_port === rule.to_port]).toEqual([address, true]);
      if (rule.cidr_ipv4 === "0.0.0.0/0") expect([address, rule.from_port]).toEqual([address, 80]);
    }
  });

  test("policies name what they need: every wildcard is on this list", () => {
    const allowed: Record<string, string> = {
      FindCluster: "ecs:DiscoverPollEndpoint supports no resource",
      SessionManager: "the channel actions support no resource",
      TalkToCluster: "container instances of this cluster; their ids do not exist yet",
      TakeElasticIpForFleet: "instances of this fleet by tag; their ids do not exist yet",
      EcrLogin: "ecr:GetAuthorizationToken supports no resource",
      WriteLogs: "the streams of one log group",
      RunTask: "the revisions of one family",
    };
    for (const [address, policy] of Object.entries(template.all("aws_iam_role_policy"))) {
      for (const statement of statements(policy.policy)) {
        const wild = texts([statement.Action, statement.Resource]).some((text) => text.includes("*"));
        expect([address, statement.Sid, !wild || statement.Sid in allowed]).toEqual([address, statement.Sid, true]);
        expect(texts(statement.Action).filter((action) => action.includes("*"))).toEqual([]);
      }
    }
  });

  test("nobody but AWS services of this account may assume a role", () => {
    for (const [address, role] of Object.entries(template.all("aws_iam_role"))) {
      const { Principal, Condition } = trust(role.assume_role_policy);
      expect([address, Object.keys(Principal)]).toEqual([address, ["Service"]]);
      // EC2 sends no source when it assumes the role of an instance profile.
      if (Principal.Service !== "ec2.amazonaws.com") {
        expect(texts(Condition)).toContain("${data.aws_caller_identity.account.account_id}");
      }
    }
  });
});
