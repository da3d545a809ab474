import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { ServiceRole } from "./service-role";

/** Starts exactly one task definition family when one rule matches, passing exactly its two roles. */
export type EventsRole = ServiceRole<"events">;

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/cross-service-confused-deputy-prevention.html */
export function eventsRole(scope: Construct, id: string, name: string, ruleArn: string): EventsRole {
  return new ServiceRole(scope, id, {
    kind: "events",
    name,
    description: "EventBridge: run one task definition family",
    trust: {
      service: "events.amazonaws.com",
      conditions: { StringEquals: { "aws:SourceAccount": awsAccount(scope).id, "aws:SourceArn": ruleArn } },
    },
  });
}
