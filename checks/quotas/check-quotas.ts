import type { Check } from "../check-context";
import { checkBalancerLimits } from "./check-balancer-limits";
import { checkEcsLimits } from "./check-ecs-limits";
import { checkNames } from "./check-names";
import { checkTexts } from "./check-texts";

/** Names, texts and numbers that AWS does not take, as only the whole tree can count them. */
export const checkQuotas: Check = (context) => [
  ...checkNames(context),
  ...checkTexts(context),
  ...checkEcsLimits(context),
  ...checkBalancerLimits(context),
];
