import { describe, expect, it } from "vitest";
import { estimateOf, terraformJson } from "./fixtures/documents";
import { CostInputError } from "./input-error";
import { DEFAULT_USAGE, Usage, type UsageOverride } from "./usage";

const LOGS = terraformJson({
  aws_cloudwatch_log_group: {
    a: { "//": { metadata: { path: "dev-app/backend/logs/Default" } } },
    b: { "//": { metadata: { path: "dev-app/backend-two/logs/Default" } } },
  },
});

const ingestion = (usage: UsageOverride) =>
  estimateOf(LOGS, { usage })
    .lines.filter((line) => line.slot === "ingestion")
    .map((line) => [line.low, line.high]);

describe("an assumption", () => {
  it("holds as documented, unless the caller knows better", () => {
    expect(ingestion({})).toEqual([
      [0.05, 0.5],
      [0.05, 0.5],
    ]);
    expect(ingestion({ logIngestGb: 2 })).toEqual([
      [1, 1],
      [1, 1],
    ]);
  });

  it("can be known better for one construct or address, the most exact place last", () => {
    const byResource = {
      "dev-app/backend": { logIngestGb: 4 },
      "dev-app": { logIngestGb: { low: 2, high: 3 } },
      "aws_cloudwatch_log_group.b": { logIngestGb: 6 },
    };
    expect(ingestion({ byResource })).toEqual([
      [2, 2],
      [3, 3],
    ]);
  });

  it("is named in the text of the line it decides", () => {
    const line = estimateOf(LOGS).lines[0];
    expect(line?.assumption).toBe("logIngestGb: 0.1 to 1 GB a month per log group");
  });

  it("has a unit and a reason, and a low end that is not above the high one", () => {
    for (const [key, { low, high, unit, why }] of Object.entries(DEFAULT_USAGE)) {
      expect(low, key).toBeGreaterThanOrEqual(0);
      expect(high, key).toBeGreaterThanOrEqual(low);
      expect(Math.min(unit.length, why.length), key).toBeGreaterThan(5);
    }
  });

  it.each([
    ["an unknown name", { logIngestedGb: 1 }],
    ["a negative figure", { logIngestGb: -1 }],
    ["no figure", { logIngestGb: "a lot" }],
    ["the ends the wrong way round", { logIngestGb: { low: 2, high: 1 } }],
    ["no object", { byResource: { x: { natGb: null } } }],
    ["no map of places", { byResource: "dev" }],
    ["nothing for the places", { byResource: null }],
    ["no figures for a place", { byResource: { x: 3 } }],
  ])("with %s is refused", (_name, override) => {
    expect(() => new Usage(override as UsageOverride)).toThrow(CostInputError);
  });
});
