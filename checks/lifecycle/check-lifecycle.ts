import type { Check } from "../check-context";
import { checkFleets } from "./check-fleets";
import { checkLogs } from "./check-logs";
import { checkOrder } from "./check-order";
import { checkProtection } from "./check-protection";
import { checkReplacement } from "./check-replacement";
import { checkRotation } from "./check-rotation";
import { checkRoutesOrder } from "./check-routes-order";
import { checkSchedules } from "./check-schedules";
import { checkServices } from "./check-services";
import { checkStartPeriods } from "./check-start-periods";
import { checkState } from "./check-state";
import { checkUserData } from "./check-user-data";

/** What happens after the first apply: the next plan, the next deployment, the end. */
export const checkLifecycle: Check = (context) => [
  ...checkOrder(context),
  ...checkRoutesOrder(context),
  ...checkProtection(context),
  ...checkReplacement(context),
  ...checkServices(context),
  ...checkRotation(context),
  ...checkFleets(context),
  ...checkUserData(context),
  ...checkStartPeriods(context),
  ...checkLogs(context),
  ...checkSchedules(context),
  ...checkState(context),
];
