import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { SqsQueue } from "@cdktf/provider-aws/lib/sqs-queue";
import { TerraformResource, type TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { FirewallGroup } from "../../constructs/network/firewall-group";
import { Network } from "../../constructs/network/network";
import { exampleApp } from "../../examples/example";
import { rehearse } from "../../ops/rehearsal/rehearse";
import { formatReport } from "../../ops/rehearsal/report";
import { REQUESTS_STEP } from "../../ops/rehearsal/requests";
import { localTools, projectRoot } from "./support/local-tools";
import { detailOf, synthesis } from "./support/rehearsals";

const { tools, skipped } = localTools();
const NAME = "refused";

describe.skipIf(tools === undefined)(`a rehearsal of what AWS would refuse${skipped}`, () => {
  test("fails on an apostrophe that an escape hatch wrote, with AWS's words and the construct's path", async () => {
    const { report, printed } = await rehearsalOf((stack) => {
      const network = new Network(stack, "network", { cidr: "10.0.0.0/24", zones: 1, egress: "public-ip" });
      const group = new FirewallGroup(stack, "web", { network, description: "the web" });
      group.open(stack, "port", {
        from: 80,
        to: 80,
        protocol: "tcp",
        source: { cidr: "0.0.0.0/0" },
        reason: "port 80",
      });
      const rule = stack.node.findChild("port");
      if (rule instanceof TerraformResource) rule.addOverride("description", "the host's port");
    });
    const words =
      /InvalidParameterValue: Invalid rule description\. Valid descriptions are strings less than 256 characters/;
    expect(report.outcome).toBe("failed");
    expect(detailOf(report, NAME, "apply")).toMatch(words);
    expect(detailOf(report, NAME, "apply")).toContain(`(${NAME}/port)`);
    const requests = detailOf(report, "-", REQUESTS_STEP);
    expect(requests).toMatch(/^\d+ requests, 1 refused\n {2}ec2 AuthorizeSecurityGroupIngress /);
    expect(requests).toMatch(words);
    expect(requests).toContain(`asked for by ${NAME}/port (aws_vpc_security_group_ingress_rule.port of ${NAME})`);
    expect(printed).toContainEqual(expect.stringMatching(/^ {2}requests as AWS takes them: \d+ requests, 1 refused$/));
    expect(formatReport(report, { color: false })).toContain("rehearsal failed");
  });

  test("passes with the number of its requests when AWS would take them all", async () => {
    const { report, printed } = await rehearsalOf((stack) => {
      new SqsQueue(stack, "jobs", { name: "jobs", messageRetentionSeconds: 60 });
    });
    expect(report.outcome).toBe("passed");
    expect(detailOf(report, "-", REQUESTS_STEP)).toMatch(/^\d+ requests, 0 refused$/);
    expect(printed).toContainEqual(expect.stringMatching(/^ {2}requests as AWS takes them: \d+ requests, 0 refused$/));
  });

  test("finds a refusal in a stack that CDKTF did not write by the resource's address", async () => {
    const trust = {
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "ecs-task.amazonaws.com" } }],
    };
    const role = { name: "task", assume_role_policy: JSON.stringify(trust) };
    await using system = await synthesis({ plain: { resource: { aws_iam_role: { task: role } } } });
    const report = await system.run({});
    // The provider takes it for a principal that is still on its way, and asks for two minutes.
    expect(detailOf(report, "-", REQUESTS_STEP)).toMatch(
      /MalformedPolicyDocument: Invalid principal in policy: "SERVICE":"ecs-task\.amazonaws\.com"\n {4}asked for by aws_iam_role\.task of plain \(\d+ times\)$/,
    );
  });
});

async function rehearsalOf(build: (stack: TerraformStack) => void) {
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-refused-"));
  const printed: string[] = [];
  try {
    exampleApp({ name: NAME, region: "eu-west-1", outdir: path.join(folder, "out") }, build).synth();
    const report = await rehearse({
      projectRoot,
      synthesized: path.join(folder, "out"),
      workRoot: folder,
      print: (line) => printed.push(line),
    });
    return { report, printed };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
