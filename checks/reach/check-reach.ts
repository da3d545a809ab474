import type { Check } from "../check-context";
import { checkBalancers } from "./check-balancers";
import { checkDataPaths } from "./check-data-paths";
import { checkEgress } from "./check-egress";
import { checkHostPorts } from "./check-host-ports";
import { checkOpenings } from "./check-openings";

/**
 * Who reaches whom: every way that must be open is, from images and secrets to balancers, databases and file systems,
 * and nothing is open that nobody declared.
 */
export const checkReach: Check = (context) => [
  ...checkEgress(context),
  ...checkBalancers(context),
  ...checkHostPorts(context),
  ...checkDataPaths(context),
  ...checkOpenings(context),
];
