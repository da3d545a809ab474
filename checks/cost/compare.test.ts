import { describe, expect, it } from "vitest";
import { compareEstimates } from "./compare";
import { estimateOf, terraformJson } from "./fixtures/documents";
import { referenceSystem } from "./fixtures/reference-system";

describe("a comparison", () => {
  it("of a system with itself has no difference", () => {
    const comparison = compareEstimates(estimateOf(referenceSystem()), estimateOf(referenceSystem()));
    expect(comparison).toMatchObject({ added: [], removed: [], changed: [], delta: { low: 0, high: 0, unknown: 0 } });
    expect(comparison.unchanged).toBeGreaterThan(10);
  });

  it("matches environments although their stacks have other names", () => {
    const dev = estimateOf(referenceSystem({ stack: "dev-app" }));
    const prod = estimateOf(referenceSystem({ stack: "prod-app", instanceType: "t3.small", secrets: 2 }));
    const { added, removed, changed, delta } = compareEstimates(dev, prod);

    expect(changed.map(({ before, after }) => [before.item, after.item])).toEqual([["EC2 t3.micro", "EC2 t3.small"]]);
    expect(added.map((line) => line.address)).toEqual([
      "aws_secretsmanager_secret.secret_1",
      "aws_secretsmanager_secret.secret_1",
    ]);
    expect(removed).toEqual([]);
    // t3.small 730 x 0.0228 - t3.micro 730 x 0.0114 = 8.322, and a secret 0.40 with 0.0005 to 0.005 of calls
    expect(delta).toEqual({ low: 8.7225, high: 8.727, unknown: 0 });
  });

  it("is the reverse the other way round", () => {
    const [a, b] = [estimateOf(referenceSystem()), estimateOf(referenceSystem({ secrets: 3 }))];
    const there = compareEstimates(a, b);
    const back = compareEstimates(b, a);
    expect(back.removed).toEqual(there.added);
    expect(back.delta.low).toBe(-there.delta.low);
  });

  it("keeps the same address in two stacks apart", () => {
    const stack = (name: string) => ({
      "//": { metadata: { stackName: name } },
      ...terraformJson({ aws_kms_key: { key: {} } }),
    });
    const dev = estimateOf([stack("dev-app"), stack("dev-platform")]);
    const prod = estimateOf([stack("prod-app"), stack("prod-platform")]);
    expect(compareEstimates(dev, prod)).toMatchObject({ added: [], removed: [], changed: [], unchanged: 4 });
  });
});
