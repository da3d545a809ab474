import type { CodeFacts } from "./finding-factory";
import { LIFECYCLE_CODES } from "./lifecycle/codes";
import { PERMISSION_CODES } from "./permissions/codes";
import { QUOTA_CODES } from "./quotas/codes";
import { REACH_CODES } from "./reach/codes";

/** Codes that the frame of the checks gives out itself. */
const OWN_CODES = {
  "acceptance-unused": { severity: "error", source: "docs/checks/README.md" },
  "cost-not-estimated": { severity: "error", source: "docs/cost.md" },
} as const satisfies Record<string, CodeFacts>;

/** Every code of reach, permissions, quotas and lifecycle, with its severity and source. */
export const CHECK_CODES: Readonly<Record<string, CodeFacts>> = {
  ...REACH_CODES,
  ...PERMISSION_CODES,
  ...QUOTA_CODES,
  ...LIFECYCLE_CODES,
  ...OWN_CODES,
};
