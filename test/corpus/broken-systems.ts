import { BALANCERS } from "./balancers";
import type { BrokenSystem } from "./broken-system";
import { CAPACITY } from "./capacity";
import { DEPLOYMENTS } from "./deployments";
import { DESTROY } from "./destroy";
import { HOSTS } from "./hosts";
import { LEFTOVERS } from "./leftovers";
import { OPENINGS } from "./openings";
import { OPTIONS } from "./options";
import { PERMISSIONS } from "./permissions";
import { PLACEMENT } from "./placement";
import { SCHEDULES } from "./schedules";
import { SECRETS } from "./secrets";
import { TASK_DEFINITIONS } from "./task-definitions";
import { TEXTS } from "./texts";

/** Every broken system of the corpus. */
export const BROKEN_SYSTEMS: readonly BrokenSystem[] = [
  ...DESTROY,
  ...CAPACITY,
  ...HOSTS,
  ...PLACEMENT,
  ...SCHEDULES,
  ...SECRETS,
  ...DEPLOYMENTS,
  ...TASK_DEFINITIONS,
  ...BALANCERS,
  ...OPTIONS,
  ...OPENINGS,
  ...PERMISSIONS,
  ...LEFTOVERS,
  ...TEXTS,
];
