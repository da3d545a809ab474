import { describe, expect, it } from "vitest";
import { burstBaseline, defaultCreditMode } from "./burst-baseline";

describe("burstable instances", () => {
  it.each([
    ["t3.nano", 0.05],
    ["t3.micro", 0.1],
    ["t3a.small", 0.2],
    ["t4g.medium", 0.2],
    ["t3.large", 0.3],
    ["t2.micro", 0.1],
  ])("%s earns credits for %d of a vCPU", (type, baseline) => {
    expect(burstBaseline(type)).toBe(baseline);
  });

  it.each(["t2.large", "t3.2xlarge", "m7i.large", "", "micro"])("nothing is known about %j", (type) => {
    expect(burstBaseline(type)).toBeUndefined();
  });

  it("reproduces the published maximum of t3.micro: 0.012 and 0.09 more an hour", () => {
    expect(0.012 + 2 * (1 - (burstBaseline("t3.micro") ?? 0)) * 0.05).toBeCloseTo(0.102, 10);
  });

  it("starts T2 in standard mode, the later families in unlimited mode, others in neither", () => {
    expect(["t2.micro", "t3.micro", "t3a.nano", "t4g.small", "m7g.large"].map(defaultCreditMode)).toEqual([
      "standard",
      "unlimited",
      "unlimited",
      "unlimited",
      undefined,
    ]);
  });
});
