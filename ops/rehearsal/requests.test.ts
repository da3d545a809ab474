import { expect, test } from "vitest";
import type { Refusal, RequestReport } from "../emulator/emulator";
import { constructPath } from "./construct-paths";
import { type Diagnosed, describeRequests, requireTaken } from "./requests";
import type { SynthesizedStack } from "./synthesized";

const WORDS = "Invalid rule description. Valid descriptions are strings  less than 256 characters";

const app: SynthesizedStack = {
  name: "dev-app",
  folder: "dev-app",
  dependencies: [],
  document: {
    terraform: {},
    provider: { aws: [] },
    data: {},
    resource: {
      aws_vpc_security_group_ingress_rule: {
        backend_port: { "//": { metadata: { path: "dev-app/backend/port" } }, description: "the host's port" },
      },
      aws_sqs_queue: {
        jobs: { "//": { metadata: { path: "dev-app/jobs/Default" } }, name: "jobs", tags: { Name: "dev-app/jobs" } },
      },
      aws_sns_topic: { written_by_hand: { name: "topic" } },
    },
  },
};

function refusal(changes: Partial<Refusal> = {}): Refusal {
  const names = { "IpPermissions.1.Groups.1.Description": "the host's port" };
  const action = "AuthorizeSecurityGroupIngress";
  return { service: "ec2", action, code: "InvalidParameterValue", message: WORDS, names, ...changes };
}

function report(...refused: Refusal[]): RequestReport {
  return { judged: 978, notJudged: {}, refused };
}

function refused(what: RequestReport, diagnosed: readonly Diagnosed[] = []): string {
  try {
    requireTaken(what, [app], diagnosed);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return "taken";
}

test("says how many requests there were, and which could not be judged", () => {
  expect(describeRequests(report())).toBe("978 requests, 0 refused");
  const notJudged = { "s3 SelectObjectContent": 1, "unsigned GET": 2 };
  expect(describeRequests({ ...report(), notJudged })).toBe(
    "981 requests, 0 refused, 3 not judged: s3 SelectObjectContent, unsigned GET (2 times)",
  );
  expect(refused(report())).toBe("taken");
});

test("names the construct of the resource that Terraform could not make", () => {
  const address = 'aws_vpc_security_group_ingress_rule.backend_port["80"]';
  const detail = `api error InvalidParameterValue: ${WORDS.replaceAll("  ", " ")}`;
  const diagnosed = {
    stack: "dev-app",
    diagnostic: { severity: "error", summary: "creating", detail, address },
  } as const;
  expect(refused(report(refusal({ names: {} })), [diagnosed])).toBe(
    `978 requests, 1 refused
  ec2 AuthorizeSecurityGroupIngress InvalidParameterValue: ${WORDS}
    asked for by dev-app/backend/port (${address} of dev-app)`,
  );
});

test.each([
  [
    "the value at fault",
    refusal(),
    "asked for by dev-app/backend/port (aws_vpc_security_group_ingress_rule.backend_port of dev-app)",
  ],
  [
    "a name",
    refusal({ names: { QueueName: "jobs" } }),
    "asked for by dev-app/jobs/Default (aws_sqs_queue.jobs of dev-app)",
  ],
  [
    "a name that CDKTF did not write",
    refusal({ names: { Name: "topic" } }),
    "asked for by aws_sns_topic.written_by_hand of dev-app",
  ],
  [
    "nothing that is written anywhere",
    refusal({ names: { Name: "other" } }),
    "asked for by no construct that could be found: Name other",
  ],
])("finds the construct by %s when Terraform said nothing", (_, one, expected) => {
  expect(refused(report(one)).split("\n").at(-1)?.trim()).toBe(expected);
});

test("tells a refusal that the provider tried again once, with its number", () => {
  const lines = refused(report(refusal(), refusal(), refusal({ code: "Other" }))).split("\n");
  expect(lines[0]).toBe("978 requests, 3 refused");
  expect(lines[2]).toMatch(/ \(2 times\)$/);
  expect(lines).toHaveLength(5);
});

test("a resource's instances belong to its construct, and an unknown address to none", () => {
  expect(constructPath(app, "aws_sqs_queue.jobs[0]")).toBe("dev-app/jobs/Default");
  expect(constructPath(app, "aws_sqs_queue.other")).toBeUndefined();
});
