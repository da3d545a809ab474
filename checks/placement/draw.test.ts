import { describe, expect, it } from "vitest";
import { checkPlacement } from "./check-placement";
import { drawPlacement } from "./draw";
import { aSchedule, aService, aSystem } from "./fixtures";

const jobs = ["scraper", "notifier"].map((name) => aSchedule(name, "rate(6 hours)"));
const draw = (...args: Parameters<typeof aSystem>) => drawPlacement(checkPlacement(aSystem(...args)));

describe("drawPlacement", () => {
  it("draws one bar per instance with one segment per task, and the worst minute", () => {
    expect(draw([aService("backend"), ...jobs], { reservedMemoryMiB: 100 })).toBe(
      [
        "dev/fleet: 800 MiB on t3.micro (900 planned - 100 reserved)",
        "services",
        "    1 |backend 192==|                                                192/800 MiB",
        "worst minute of the year: any minute",
        "    1 |backend 192==|scraper 192==|notifier 192=|                    576/800 MiB",
      ].join("\n"),
    );
  });

  it("shows equal instances as one and keeps to 80 columns", () => {
    const drawing = draw([aService("web", { desired: 60, memoryMiB: 300 })], { min: 40, max: 40 });
    expect(drawing).toContain(" 1-20 |web 300");
    expect(drawing).toContain("21-40 |web 300");
    for (const line of drawing.split("\n")) {
      expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it("draws no more instances of a growing fleet than the services need", () => {
    const drawing = draw([aService("web", { desired: 4, memoryMiB: 400 })], { min: 1, max: 10 });
    expect(
      drawing
        .split("\n")
        .slice(2)
        .map((line) => line.trim().split(" ")[0]),
    ).toEqual(["1-2"]);
  });

  it("colours the segments without changing the text", () => {
    const report = checkPlacement(aSystem([aService("backend"), ...jobs]));
    const coloured = drawPlacement(report, { colour: true });
    const start = String.fromCharCode(27);
    expect(coloured).toContain(`${start}[44m`);
    expect(coloured.replaceAll(new RegExp(`${start}\\[\\d+m`, "g"), "")).toBe(drawPlacement(report));
  });

  it("says what does not fit", () => {
    expect(draw([aService("a", { memoryMiB: 500 }), aService("b", { memoryMiB: 500 })])).toContain("do not fit");
    const large = jobs.map((job) => ({ ...job, memoryMiB: 400 }));
    expect(draw([aService("backend"), ...large])).toContain("do not fit: 1 x scraper 400 MiB, 1 x notifier 400 MiB");
    expect(draw([aService("a")], { instanceType: "m5.large" })).toBe("dev/fleet: nothing is known about m5.large");
  });

  it("draws tasks too small for a column without losing the sum", () => {
    const drawing = draw([aService("tiny", { desired: 8, memoryMiB: 6, cpu: 1 })]);
    expect(drawing).toContain("48/900 MiB");
  });
});
