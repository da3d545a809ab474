import type { Violation } from "../rules/finding";
import type { Injectable } from "../security/injectable";
import type { SizedContainer } from "./container";
import type { EventPattern } from "./event-pattern";

/**
 * Injected values whose change does not redeploy the service, by the name of their environment variable (or of the log
 * driver's option), each with the reason, such as `{ DATABASE: { none: "the pool reads the secret again" } }`.
 */
export type OnRotation = Readonly<Record<string, { readonly none: string }>>;

/** A value that ECS reads at the start of a container, and never again. */
export interface InjectedValue {
  readonly name: string;
  readonly value: Injectable;
}

/** Everything that ECS injects: environment variables and options of log drivers. */
export function injectedValues(containers: readonly SizedContainer[]): InjectedValue[] {
  return containers
    .flatMap(({ secrets, logDriver }) => [secrets, logDriver?.secretOptions])
    .flatMap((record) => Object.entries(record ?? {}))
    .map(([name, value]) => ({ name, value }));
}

/** Everything wrong with what is not to redeploy a service. */
export function checkRotation(onRotation: OnRotation, containers: readonly SizedContainer[]): Violation[] {
  const known = new Set(injectedValues(containers).map(({ name }) => name));
  return Object.entries(onRotation).flatMap(([name, { none }]) => [
    ...(known.has(name)
      ? []
      : [
          {
            code: "rotation-unknown",
            prop: `onRotation.${name}`,
            got: name,
            expected: known.size === 0 ? "nothing: no value is injected" : `one of ${[...known].sort().join(", ")}`,
            fix: "name a variable under secrets, or drop the entry",
          },
        ]),
    ...(none.trim() !== ""
      ? []
      : [
          {
            code: "rotation-reason",
            prop: `onRotation.${name}.none`,
            got: "no reason",
            expected: "why the containers may go on with the old value",
            fix: "say how they get the new one, or drop the entry",
          },
        ]),
  ]);
}

/**
 * The events that say that one of these secrets or parameters has a new value, however it came to it. Both services send
 * them to EventBridge themselves; neither needs a CloudTrail trail.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/event-detail-secret-label-updated-secretsmanager.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/monitoring-systems-manager-event-examples.html
 */
export function changeOf(arns: readonly string[]): EventPattern {
  return {
    source: ["aws.secretsmanager", "aws.ssm"],
    "detail-type": ["Secret Label Updated", "Parameter Store Change"],
    resources: arns,
    // A parameter that is deleted and made again is a new value too; one that is only deleted or labelled is none.
    detail: { $or: [{ labelUpdated: ["AWSCURRENT"] }, { operation: ["Update", "Create"] }] },
  };
}
