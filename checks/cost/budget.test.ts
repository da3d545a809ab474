import { describe, expect, it } from "vitest";
import { checkBudget } from "./budget";
import { estimateOf, terraformJson } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";
import { CostInputError } from "./input-error";

const quiet = { natGb: 0, dataOutGb: 0 };
const withNat = () => {
  const { resource, ...rest } = referenceSystem();
  const nat = { "//": { metadata: { path: "dev-app/network/nat" } }, allocation_id: "${aws_eip.nat.id}" };
  const address = { "//": { metadata: { path: "dev-app/network/nat-address" } } };
  return { ...rest, resource: { ...(resource as object), aws_nat_gateway: { nat }, aws_eip: { nat: address } } };
};

describe("a budget", () => {
  it("that holds even at the high estimate is silent", () => {
    expect(checkBudget(estimateOf(referenceSystem()), 20)).toEqual([]);
  });

  it("of ten dollars with a NAT gateway fails and names the gateway first", () => {
    const [finding, ...others] = checkBudget(estimateOf(withNat(), { usage: quiet }), 10);
    expect(others).toEqual([]);
    // 15.0157 - 0.09 data out + 35.04 + 3.65: the gateway alone does not bring it back to 10, the fleet beside it does
    expect(finding).toMatchObject({
      code: "cost-over-budget",
      severity: "error",
      path: "dev-app/network/nat",
      expected: "at most 10.00 USD a month",
      numbers: { budgetUsd: 10 },
    });
    expect(finding?.got).toMatch(/^53\.7\d to 53\.7\d USD a month \(eu-west-1, as of 2026-11-20\)$/);
    expect(finding?.fix).toMatch(
      /dev-app\/network\/nat \(aws_nat_gateway\.nat\) 35\.04, dev-app\/fleet\/group \(aws_autoscaling_group\.group\) 14\.61$/,
    );
  });

  it("that only the high estimate breaks warns, because usage decides", () => {
    const estimate = estimateOf(terraformJson({ aws_nat_gateway: { nat: {} } }));
    // 32.85 fixed, traffic 0.045 to 2.25, data out free
    expect(checkBudget(estimate, 34)).toMatchObject([
      {
        code: "cost-may-exceed-budget",
        severity: "warning",
        path: "aws_nat_gateway.nat",
        numbers: { lowUsd: 32.895, highUsd: 35.1 },
      },
    ]);
    expect(checkBudget(estimate, 32.89)).toMatchObject([{ code: "cost-over-budget" }]);
    expect(checkBudget(estimate, 35.1)).toEqual([]);
  });

  it("is compared with the bill after allowances and before credits", () => {
    const alarms = terraformJson({ aws_cloudwatch_metric_alarm: { a: { count: 12 } } });
    expect(checkBudget(estimateOf(alarms), 0.2)).toEqual([]);
    expect(checkBudget(estimateOf(referenceSystem(), { freeTier: "credits" }), 10)).toMatchObject([
      { severity: "error" },
    ]);
    expect(checkBudget(estimateOf(referenceSystem(), { freeTier: "legacy" }), 10)).toEqual([]);
  });

  it("counts what an allowance leaves of a resource, not what it would cost without", () => {
    const json = terraformJson({ aws_cloudwatch_metric_alarm: { a: { count: 12 } }, aws_kms_key: { k: {} } });
    const [finding] = checkBudget(estimateOf(json), 1);
    expect(finding?.path).toBe("aws_kms_key.k");
  });

  it("can't be proven with a fixed charge of unknown price, which is said", () => {
    const json = terraformJson(
      { aws_lb: { l: { load_balancer_type: "network", internal: true } }, aws_mq_broker: { b: {} } },
      "eu-west-1",
    );
    expect(checkBudget(estimateOf(json), 100)).toMatchObject([
      {
        code: "cost-unknown-price",
        severity: "info",
        got: "2 without a known price: aws_lb.l, aws_mq_broker.b",
      },
    ]);
  });

  it("says nothing about an unknown price that usage may leave at zero, or an allowance covers", () => {
    const json = terraformJson(
      { aws_lb: { l: { internal: true } }, aws_sqs_queue: { q: {} }, aws_sns_topic: { t: {} } },
      "eu-west-1",
    );
    expect(checkBudget(estimateOf(json), 100)).toEqual([]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY])("of %d is refused", (budget) => {
    expect(() => checkBudget(estimateOf(referenceSystem()), budget)).toThrow(CostInputError);
  });
});
