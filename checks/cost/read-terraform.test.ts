import { describe, expect, it } from "vitest";
import { estimateOf } from "./fixtures/documents";
import { PLAN } from "./fixtures/plan";
import { CostInputError } from "./input-error";
import { readTerraform, readTerraformModule } from "./read-terraform";

describe("a synthesized stack", () => {
  it("is called by its stack name and keeps construct paths", () => {
    const document = readTerraform({
      name: "cdk.tf.json",
      json: {
        "//": { metadata: { stackName: "dev-app" } },
        resource: { aws_vpc: { v: { "//": { metadata: { path: "dev-app/network/Default" } } } } },
      },
    });
    expect(document.name).toBe("dev-app");
    expect(document.resources).toMatchObject([{ address: "aws_vpc.v", path: "dev-app/network/Default" }]);
  });
});

describe("plain Terraform JSON", () => {
  it("may write sections as lists, and spread over several files of one directory", () => {
    const document = readTerraformModule("net", [
      { name: "a.tf.json", json: { resource: [{ aws_vpc: { a: [{ cidr_block: "10.0.0.0/16" }] } }] } },
      { name: "b.tf.json", json: { variable: { x: { default: 1 } }, provider: { aws: { region: "eu-west-1" } } } },
    ]);
    expect(document).toMatchObject({ name: "net", variables: { x: 1 }, regions: { aws: "eu-west-1" } });
    expect(document.resources.map((resource) => resource.address)).toEqual(["aws_vpc.a"]);
  });

  it("lists modules as not seen, because only Terraform expands them", () => {
    const json = { module: { network: { source: "./network" } }, provider: { aws: { region: "eu-west-1" } } };
    const estimate = estimateOf(json);
    expect(estimate.unpriced).toMatchObject([{ address: "module.network", type: "module" }]);
    expect(estimate.total.unknown).toBe(1);
  });
});

describe("a plan", () => {
  it("is read with its modules, values and references", () => {
    const document = readTerraform({ name: "plan.json", json: PLAN });
    expect(document.resources.map((resource) => resource.address)).toEqual([
      "aws_launch_template.fleet",
      "aws_autoscaling_group.fleet",
      "aws_lb.web",
      "module.net.aws_subnet.public[0]",
      "module.net.aws_subnet.public[1]",
      'module.net.aws_eip.nat["a"]',
    ]);
  });

  it("is estimated through references to what is known after apply only", () => {
    const { lines, total } = estimateOf(PLAN);
    const amounts = Object.fromEntries(lines.map((line) => [`${line.address} ${line.slot}`, line.arithmetic]));

    expect(amounts).toMatchObject({
      // the template's id is unknown in the plan, its reference is not
      "aws_autoscaling_group.fleet instance": "(1 to 2) x 730 h x 0.0104",
      "aws_autoscaling_group.fleet volume:/dev/xvda": "(1 to 2) x 30 GB x 0.08",
      "aws_autoscaling_group.fleet public-ipv4": "(1 to 2) x 730 h x 0.005",
      "aws_lb.web public-ipv4": "2 zones x 730 h x 0.005",
      'module.net.aws_eip.nat["a"] public-ipv4': "1 x 730 h x 0.005",
    });
    expect(total.unknown).toBe(0);
  });

  it("takes the region from its configuration", () => {
    expect(estimateOf(PLAN).regions).toEqual(["us-east-1"]);
    expect(estimateOf(PLAN, { region: "eu-west-1" }).regions).toEqual(["eu-west-1"]);
  });

  it("stands alone", () => {
    const inputs = [
      { name: "plan.json", json: PLAN },
      { name: "main.tf.json", json: { resource: {} } },
    ];
    expect(() => readTerraformModule("x", inputs)).toThrow(CostInputError);
  });
});

describe("anything else", () => {
  it.each([
    ["a list", []],
    ["null", null],
    ["a string", "resource"],
    ["an empty object", {}],
    ["an object with name, version", { name: "package", version: "1" }],
  ])("is refused: %s", (got, json) => {
    expect(() => readTerraform({ name: "x.json", json })).toThrow(
      `x.json: [cost-input] got ${got}, expected Terraform JSON`,
    );
  });
});
