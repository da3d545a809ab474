import type { Violation } from "../rules/finding";
import type { StepScaling, TargetTracking } from "./scaling-policies";

const POLICY = "https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html";

/** Everything wrong with step scaling. */
export function checkSteps(steps: StepScaling): Violation[] {
  const up = steps.out.map(({ above }) => above);
  const down = steps.in.map(({ below }) => below);
  const changes = [...steps.out.map(({ add }) => add), ...steps.in.map(({ remove }) => remove)];
  const minutes = steps.minutes ?? 3;
  const bad = (got: string, expected: string, fix: string) => [
    { code: "scaling-steps", prop: "scaling.steps", got, expected, fix, source: POLICY },
  ];
  return [
    ...checkCooldowns(steps, "scaling.steps"),
    ...(up.length > 0 && down.length > 0
      ? []
      : bad("no step up or no step down", "both, or copies pile up", "add out and in")),
    ...(isSorted(up) && isSorted([...down].reverse())
      ? []
      : bad(
          `above ${up.join(", ")}; below ${down.join(", ")}`,
          "out from low to high, in from high to low",
          "sort them",
        )),
    ...(changes.every((change) => Number.isInteger(change) && change >= 1)
      ? []
      : bad(changes.join(", "), "whole numbers of copies, at least 1", "write 1")),
    ...(up.length === 0 || down.length === 0 || down[0]! < up[0]!
      ? []
      : bad(
          `out above ${up[0]}, in below ${down[0]}`,
          "a gap between the two, or it swings",
          "lower the threshold for in",
        )),
    ...(Number.isInteger(minutes) && minutes >= 1
      ? []
      : bad(`${minutes} minutes`, "a whole number, at least 1", "use 3")),
  ];
}

/** Seconds of rest after a change, for steps and tracking alike. */
export function checkCooldowns(
  policy: Pick<TargetTracking, "outCooldownSeconds" | "inCooldownSeconds">,
  prop: string,
): Violation[] {
  return (["outCooldownSeconds", "inCooldownSeconds"] as const).flatMap((name) => {
    const value = policy[name];
    if (value === undefined || (Number.isInteger(value) && value >= 0)) return [];
    return [
      {
        code: "scaling-cooldown",
        prop: `${prop}.${name}`,
        got: String(value),
        expected: "a whole number of seconds, at least 0",
        fix: "leave it out for the default",
        source: POLICY,
      },
    ];
  });
}

function isSorted(numbers: readonly number[]): boolean {
  return numbers.every((number, index) => index === 0 || numbers[index - 1]! < number);
}
