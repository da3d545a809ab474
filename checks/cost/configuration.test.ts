import { describe, expect, it } from "vitest";
import { Configuration } from "./configuration";
import { CostInputError } from "./input-error";
import { readTerraform } from "./read-terraform";
import type { JsonObject } from "./terraform-document";

const PROVIDER = { provider: { aws: [{ region: "eu-west-1" }] } };

function configuration(files: JsonObject | readonly JsonObject[], region?: string): Configuration {
  const list = Array.isArray(files) ? files : [files];
  return new Configuration(
    list.map((json: JsonObject, index) => readTerraform({ name: `d${index}`, json })),
    region,
  );
}

function viewOf(files: JsonObject | readonly JsonObject[], address: string) {
  const found = configuration(files).resources.find((resource) => resource.address === address);
  if (found === undefined) throw new Error(`no ${address}`);
  return found.view;
}

describe("an argument", () => {
  const json = {
    ...PROVIDER,
    variable: { size: { default: 30 }, sizes: { default: { small: 1 } }, nothing: {} },
    locals: { type: "t3.micro", both: "${local.type}", circle: "${local.circle}" },
    resource: {
      aws_launch_template: { t: { instance_type: "t3.small", block: [{ ebs: [{ volume_size: "${var.size}" }] }] } },
      aws_thing: {
        a: {
          literal: 3,
          text: "3",
          variable: "${var.size}",
          member: "${var.sizes.small}",
          local: "${local.both}",
          other: "${aws_launch_template.t.instance_type}",
          mixed: "x-${local.type}-${var.size}",
          number: "${5}",
          missing: "${var.nothing}",
          computed: "${aws_launch_template.t.id}",
          circle: "${local.circle}",
          condition: "${var.size > 3 ? 1 : 2}",
          yes: "true",
          block: { inner: "${var.size}" },
        },
      },
    },
  };

  it.each([
    ["literal", "3"],
    ["text", "3"],
    ["variable", "30"],
    ["member", "1"],
    ["local", "t3.micro"],
    ["other", "t3.small"],
    ["mixed", "x-t3.micro-30"],
    ["number", "5"],
    ["missing", undefined],
    ["computed", undefined],
    ["circle", undefined],
    ["condition", undefined],
    ["absent", undefined],
    ["constructor", undefined],
  ])("%s resolves to %s", (key, value) => {
    expect(viewOf(json, "aws_thing.a").text(key)).toBe(value);
  });

  it("that is a block may be one object or a list, with references inside", () => {
    expect(viewOf(json, "aws_thing.a").block("block")?.number("inner")).toBe(30);
    expect(viewOf(json, "aws_launch_template.t").block("block")?.block("ebs")?.number("volume_size")).toBe(30);
  });

  it('takes true and "true" alike', () => {
    expect(viewOf(json, "aws_thing.a").flag("yes")).toBe(true);
    expect(viewOf(json, "aws_thing.a").flag("literal")).toBeUndefined();
  });

  it("names the resources it refers to", () => {
    expect(viewOf(json, "aws_thing.a").targets("computed")).toMatchObject([{ address: "aws_launch_template.t" }]);
  });
});

describe("references between stacks", () => {
  const platform = {
    ...PROVIDER,
    output: { "cross-stack-output-subnets": { value: ["${aws_subnet.a.id}", "${aws_subnet.b.id}"] } },
    resource: { aws_subnet: { a: { cidr_block: "10.0.0.0/24" }, b: {} } },
  };
  const app = {
    ...PROVIDER,
    resource: {
      aws_lb: { web: { subnets: "${data.terraform_remote_state.platform.outputs.cross-stack-output-subnets}" } },
    },
  };

  it("are followed through remote state outputs", () => {
    const view = viewOf([platform, app], "aws_lb.web");
    expect(view.targets("subnets").map((target) => target.address)).toEqual(["aws_subnet.a", "aws_subnet.b"]);
    expect(view.size("subnets")).toBe(2);
  });

  it("stay open when the other stack is not there, or two have the output", () => {
    expect(viewOf(app, "aws_lb.web").size("subnets")).toBeUndefined();
    expect(viewOf([platform, platform, app], "aws_lb.web").targets("subnets")).toEqual([]);
  });
});

describe("a list", () => {
  const json = {
    ...PROVIDER,
    resource: {
      aws_subnet: { public: { count: 3 }, hidden: { count: "${var.n > 1 ? 1 : 0}" } },
      aws_lb: {
        two: { subnets: ["${aws_subnet.public[0].id}", "${aws_subnet.public[1].id}"] },
        all: { subnets: "${aws_subnet.public[*].id}" },
        wrapped: { subnets: ["${aws_subnet.public[*].id}"] },
        hidden: { subnets: "${aws_subnet.hidden[*].id}" },
        module: { subnets: "${module.network.subnets}" },
        sliced: { subnets: "${slice(aws_subnet.public[*].id, 0, 2)}" },
        none: {},
      },
    },
  };

  it.each([
    ["two", 2],
    ["all", 3],
    ["wrapped", 3],
    ["hidden", undefined],
    ["module", undefined],
    ["sliced", undefined],
    ["none", undefined],
  ])("%s has %s elements", (name, size) => {
    expect(viewOf(json, `aws_lb.${name}`).size("subnets")).toBe(size);
  });
});

describe("count and for_each", () => {
  it.each([
    [{}, 1],
    [{ count: 0 }, 0],
    [{ count: "${var.n}" }, 2],
    [{ for_each: ["a", "b", "c"] }, 3],
    [{ for_each: { a: 1, b: 2 } }, 2],
    [{ for_each: "${toset(var.list)}" }, 2],
    [{ count: "${length(var.list)}" }, undefined],
  ])("%j makes %s instances", (values, instances) => {
    const json = {
      ...PROVIDER,
      variable: { n: { default: 2 }, list: { default: ["x", "y"] } },
      resource: { aws_eip: { a: values } },
    };
    expect(configuration(json).resources[0]?.instances).toBe(instances);
  });
});

describe("the region", () => {
  const resource = { aws_eip: { home: {}, away: { provider: "aws.virginia" }, own: { region: "eu-south-1" } } };
  const json: JsonObject = {
    provider: { aws: [{ region: "eu-west-1" }, { alias: "virginia", region: "us-east-1" }] },
    resource,
  };

  it("is that of the resource, else of its provider", () => {
    expect(configuration(json).resources.map((found) => found.region)).toEqual([
      "eu-west-1",
      "us-east-1",
      "eu-south-1",
    ]);
  });

  it("given as an argument takes the place of the default provider's, and of no other", () => {
    const regions = configuration(json, "eu-central-1").resources.map((found) => found.region);
    expect(regions).toEqual(["eu-central-1", "us-east-1", "eu-south-1"]);
  });

  it("may come from a variable", () => {
    const variable = { provider: { aws: { region: "${var.r}" } }, variable: { r: { default: "eu-west-1" } }, resource };
    expect(configuration(variable).resources[0]?.region).toBe("eu-west-1");
  });

  it("is asked for when nobody gives it, unless nothing needs it", () => {
    expect(() => configuration({ resource: { aws_eip: { a: {} } } })).toThrow(CostInputError);
    expect(() => configuration({ resource: { aws_eip: { a: {} } } })).toThrow(/no region for aws_eip.a.*--region/);
    expect(() => configuration({ resource: { random_id: { a: {} } } })).not.toThrow();
  });
});
