import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { ServiceRole } from "./service-role";

/** Starts what one rule is for when it matches: one task definition family with its two roles, or one state machine. */
export type EventsRole = ServiceRole<"events">;

/**
 * @param does what the role is for, after "EventBridge: "
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html
 */
export function eventsRole(
  scope: Construct,
  id: string,
  name: string,
  ruleArn: string,
  does = "run one task definition family",
): EventsRole {
  return new ServiceRole(scope, id, {
    kind: "events",
    name,
    description: `EventBridge: ${does}`,
    trust: {
      service: "events.amazonaws.com",
      conditions: { StringEquals: { "aws:SourceAccount": awsAccount(scope).id, "aws:SourceArn": ruleArn } },
    },
  });
}
