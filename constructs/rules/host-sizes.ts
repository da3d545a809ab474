import { checkCountRange } from "./count-range";
import type { Violation } from "./finding";
import { checkWholeNumber } from "./whole-number";

/** The ECS-optimized image's snapshot is 30 GiB; a smaller root volume fails to launch. */
const SMALLEST_ROOT_GIB = 30;
const IMAGE_SOURCE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html";

/** Refuses a number of hosts that no Auto Scaling group can have. */
export function checkHostCount({ min, max }: { readonly min: number; readonly max: number }): Violation[] {
  return checkCountRange({
    code: "fleet-size",
    prop: "min, max",
    min,
    max,
    expected: "whole numbers with 0 <= min <= max and max >= 1",
    fix: "lower min or raise max",
  });
}

export interface HostDisk {
  /** @default 30 */
  readonly rootVolumeGiB?: number | undefined;
  /** Size of the swap file on it. @default 0 */
  readonly swapMiB?: number | undefined;
}

/** Refuses a root volume that the image or EBS does not allow, and a swap file that leaves it too little room. */
export function checkHostDisk({ rootVolumeGiB: size = SMALLEST_ROOT_GIB, swapMiB: swap = 0 }: HostDisk): Violation[] {
  const violations = checkWholeNumber({
    code: "root-volume-size",
    prop: "rootVolumeGiB",
    value: size,
    min: SMALLEST_ROOT_GIB,
    max: 16_384,
    expected: `a whole number from ${SMALLEST_ROOT_GIB} to 16384`,
    fix: `use at least ${SMALLEST_ROOT_GIB} GiB`,
    source: IMAGE_SOURCE,
  });
  if (!Number.isInteger(swap) || swap < 0 || swap > (size * 1024) / 2) {
    violations.push({
      code: "swap-size",
      prop: "swapMiB",
      got: String(swap),
      expected: "a whole number of MiB from 0 to half of the root volume",
      fix: "use less swap or a larger root volume",
    });
  }
  return violations;
}
