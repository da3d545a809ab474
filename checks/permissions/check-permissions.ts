import type { Check } from "../check-context";
import { checkDeclared } from "./check-declared";
import { checkInstanceRole } from "./check-instance-role";
import { checkRedeployments } from "./check-redeployments";
import { checkRunners } from "./check-runners";
import { checkSecrets } from "./check-secrets";
import { checkTaskStart } from "./check-task-start";
import { checkTrust } from "./check-trust";

/** Who may do what: everything that has to be allowed is, and nothing else. */
export const checkPermissions: Check = (context) => [
  ...checkSecrets(context),
  ...checkTaskStart(context),
  ...checkRunners(context),
  ...checkRedeployments(context),
  ...checkDeclared(context),
  ...checkTrust(context),
  ...checkInstanceRole(context),
];
