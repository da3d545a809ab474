import { describe, expect, it } from "vitest";
import { alternatives } from "./alternatives";
import { estimateCost } from "./estimate";
import { terraformJson } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";
import { readTerraform } from "./read-terraform";

function alternativesOf(json: object) {
  const documents = [readTerraform({ name: "x", json })];
  return Object.fromEntries(alternatives(documents, estimateCost(documents)).map((found) => [found.name, found]));
}

describe("the reference system on Fargate", () => {
  const { fargate } = alternativesOf(referenceSystem());

  it("rounds each task up to a size Fargate sells", () => {
    // backend 256 CPU and 192 MiB become 256 and 512; 128 and 192 become the same
    const vcpu = fargate?.added.filter((line) => line.slot.endsWith(":vcpu")).map((line) => line.arithmetic);
    expect(vcpu).toEqual([
      "1 x 0.25 vCPU x 730 h x 0.04048",
      "121.667 runs x 0.25 vCPU x (1 to 10) min / 60 x 0.04048",
      "121.667 runs x 0.25 vCPU x (1 to 10) min / 60 x 0.04048",
    ]);
  });

  it("takes the instance, its volume and its address away", () => {
    expect(fargate?.removed.map((line) => [line.slot, line.low])).toEqual([
      ["instance", 8.322],
      ["volume:/dev/xvda", 2.64],
      ["public-ipv4", 3.65],
    ]);
  });

  it("differs by the sums", () => {
    const service = 7.3876 + 1.622425 + 3.65;
    const run = (minutes: number) => (730 / 6) * (minutes / 60) * (0.25 * 0.04048 + 0.5 * 0.004445 + 0.005);
    expect(fargate?.delta.low).toBeCloseTo(service + 2 * run(1) - 14.612, 5);
    expect(fargate?.delta.high).toBeCloseTo(service + 2 * run(10) - 14.612, 5);
  });

  it("is not offered for a system that already runs there", () => {
    const json = terraformJson({ aws_ecs_service: { a: { launch_type: "FARGATE", desired_count: 1 } } });
    expect(alternativesOf(json).fargate).toBeUndefined();
  });

  it("with tasks of unknown size is unknown", () => {
    const json = terraformJson({ aws_ecs_service: { a: { desired_count: 1 } } });
    expect(alternativesOf(json).fargate?.delta.unknown).toBe(1);
  });
});

describe("the reference system with more network", () => {
  it("costs a balancer and an address in each of two zones more", () => {
    // eu-west-1: 730 x 0.0252 + 2 x 3.65 = 25.696; the price of an LCU there is unknown
    expect(alternativesOf(referenceSystem()).alb?.delta).toEqual({ low: 25.696, high: 25.696, unknown: 1 });
    // us-east-1: 730 x 0.0225 + 7.30 = 23.725, and up to 730 x 0.008 = 5.84 of LCU
    expect(alternativesOf(referenceSystem({ region: "us-east-1" })).alb?.delta).toEqual({
      low: 23.725,
      high: 29.565,
      unknown: 0,
    });
  });

  it("costs a NAT gateway with its address and 1 to 50 GB more", () => {
    // 730 x 0.048 + 3.65 + 0.048 to 2.40
    expect(alternativesOf(referenceSystem()).nat?.delta).toEqual({ low: 38.738, high: 41.09, unknown: 0 });
  });

  it("is not offered what it has already", () => {
    const tasks = { aws_ecs_service: { a: { desired_count: 1 } } };
    const offered = (resources: object) => Object.keys(alternativesOf(terraformJson({ ...tasks, ...resources })));
    expect(offered({})).toEqual(["fargate", "alb", "nat"]);
    expect(offered({ aws_lb: { l: {} } })).toEqual(["fargate", "nat"]);
    expect(offered({ aws_nat_gateway: { n: {} } })).toEqual(["fargate", "alb"]);
  });

  it("has no alternative when it runs no tasks", () => {
    expect(alternativesOf(terraformJson({ aws_kms_key: { k: {} } }))).toEqual({});
    expect(alternativesOf({ resource: { random_id: { a: {} } } })).toEqual({});
  });
});
