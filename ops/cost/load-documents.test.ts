import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { terraformJson } from "../../checks/cost/fixtures/documents";
import { PLAN } from "../../checks/cost/fixtures/plan";
import { CostInputError } from "../../checks/cost/input-error";
import { loadDocuments } from "./load-documents";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "stowage-cost-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, content: unknown): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const addresses = (...paths: string[]) =>
  loadDocuments(paths).map((document) => [document.name, document.resources.map((resource) => resource.address)]);

const VPC = terraformJson({ aws_vpc: { v: {} } });
const KEY = terraformJson({ aws_kms_key: { k: {} } });

describe("a path", () => {
  it("may be a synthesized stack, called by its directory", () => {
    expect(addresses(write("dev-app/cdk.tf.json", VPC))).toEqual([["dev-app", ["aws_vpc.v"]]]);
  });

  it("may be a plan", () => {
    expect(addresses(write("plan.json", PLAN))[0]?.[0]).toBe("plan.json");
  });

  it("may be a directory of Terraform JSON, which is one module; override files belong to a copy", () => {
    write("main.tf.json", VPC);
    write("keys.tf.json", KEY);
    write("emulator_override.tf.json", { provider: { aws: { region: "x" } } });
    write("override.tf.json", { provider: {} });
    write("manifest.json", { stacks: {} });
    expect(addresses(folder)[0]?.[1]).toEqual(["aws_kms_key.k", "aws_vpc.v"]);
  });

  it("may be a whole output with its stacks, in the order of their names", () => {
    write("manifest.json", {});
    write("stacks/prod/cdk.tf.json", KEY);
    write("stacks/dev/cdk.tf.json", VPC);
    expect(addresses(folder)).toEqual([
      ["dev", ["aws_vpc.v"]],
      ["prod", ["aws_kms_key.k"]],
    ]);
  });

  it("may be a directory of plans", () => {
    write("a.json", PLAN);
    write("b.json", PLAN);
    expect(loadDocuments([folder])).toHaveLength(2);
  });

  it("may stand beside documents that have been read already", () => {
    const [document] = loadDocuments([write("dev-app/cdk.tf.json", VPC)]);
    if (document === undefined) throw new Error("nothing read");
    expect(loadDocuments([document, write("plan.json", PLAN)])).toHaveLength(2);
  });
});

describe("a path is refused", () => {
  it.each([
    ["that is not there", () => join(folder, "missing"), /no such file or directory/],
    ["to an empty directory", () => folder, /an empty directory/],
    ["to a directory without Terraform", () => dirname(write("x/readme.md", "x")), /a directory with readme.md/],
    ["to text", () => write("x.json", "not json"), /text that is no JSON/],
    ["to other JSON", () => write("package.json", { name: "x" }), /an object with name/],
    ["to a broken file in a directory", () => dirname(write("y/a.tf.json", "{")), /text that is no JSON/],
  ])("%s", (_name, path, message) => {
    expect(() => loadDocuments([path()])).toThrow(CostInputError);
    expect(() => loadDocuments([path()])).toThrow(message);
  });

  it("when there is none", () => {
    expect(() => loadDocuments([])).toThrow(/nothing to read/);
  });
});
