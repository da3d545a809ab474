import { describe, expect, test } from "vitest";
import type { JsonObject } from "../cost/terraform-document";
import { SynthesizedApp } from "./synthesized-app";
import { SynthesizedStack } from "./synthesized-stack";

const resource = (path: string, body: JsonObject = {}) => ({ "//": { metadata: { path } }, ...body });

const platform = new SynthesizedStack("platform", {
  output: { "secret-arn": { value: "${aws_secretsmanager_secret.db.arn}" } },
  resource: {
    aws_secretsmanager_secret: { db: resource("platform/db/Default", { name: "shop/db" }) },
    aws_vpc: { main: resource("platform/network/Default", { cidr_block: "10.0.0.0/16" }) },
  },
  terraform: { backend: { s3: { bucket: "state", key: "platform.tfstate" } } },
});
const app = new SynthesizedStack("app", {
  data: {
    aws_region: { here: resource("app/region") },
    terraform_remote_state: {
      "cross-stack-reference-input-platform": { config: { bucket: "state", key: "platform.tfstate" } },
      "cross-stack-reference-input-elsewhere": { config: { bucket: "state", key: "elsewhere.tfstate" } },
      byHand: { config: { bucket: "state", key: "platform.tfstate" } },
    },
  },
  resource: { aws_iam_role: { web: resource("app/web/role/Default") } },
});
const synthesized = new SynthesizedApp([platform, app]);
const remote = (name: string) => `\${data.terraform_remote_state.${name}.outputs.secret-arn}`;

describe("references", () => {
  test("lead to the resource, with its construct path", () => {
    const [reference] = synthesized.references("${aws_iam_role.web.arn}", app);
    expect(reference).toMatchObject({ block: { path: "app/web/role" }, attribute: "arn" });
  });

  test.each(["cross-stack-reference-input-platform", "byHand"])("go through the remote state %s", (name) => {
    const [reference] = synthesized.references([{ valueFrom: `${remote(name)}:password::` }], app);
    expect(reference).toMatchObject({ block: { path: "platform/db" }, attribute: "arn" });
  });

  test("to a stack that is not there are reported", () => {
    expect(synthesized.references(remote("cross-stack-reference-input-elsewhere"), app)).toEqual([]);
    expect(synthesized.dangling().map(({ stack }) => stack)).toEqual(["elsewhere"]);
  });
});

describe("canonical text", () => {
  test("is the same from each stack", () => {
    const here = synthesized.canonical("${aws_secretsmanager_secret.db.arn}:password::", platform);
    const there = synthesized.canonical(`${remote("cross-stack-reference-input-platform")}:password::`, app);
    expect(there).toBe(here);
    expect(here).toBe("<platform/aws_secretsmanager_secret.db.arn>:password::");
  });

  test("says region where a data source does, and keeps functions apart", () => {
    expect(synthesized.canonical("arn:aws:logs:${data.aws_region.here.name}:1:x", app)).toBe(
      "arn:aws:logs:<region>:1:x",
    );
    const zone = (index: number) => synthesized.canonical(`\${element(aws_iam_role.web.zones, ${index})}`, app);
    expect(zone(0)).not.toBe(zone(1));
  });
});

describe("literals", () => {
  test("are found behind references to arguments, and nowhere else", () => {
    expect(synthesized.literal("${aws_vpc.main.cidr_block}", platform)).toBe("10.0.0.0/16");
    expect(synthesized.literal("from-${aws_vpc.main.cidr_block}", platform)).toBe("from-10.0.0.0/16");
    expect(synthesized.literal("${aws_vpc.main.id}", platform)).toBeUndefined();
    expect(synthesized.literal("${cidrsubnet(aws_vpc.main.cidr_block, 4, 0)}", platform)).toBeUndefined();
  });
});
