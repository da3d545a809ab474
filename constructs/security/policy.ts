import { plainJson } from "../plain-json";

/** One statement of an IAM policy, with the reason it exists. */
export interface Statement {
  /** Statement id: letters and digits, unique within its policy; it names the reason, such as `ReadDatabaseSecret`. */
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: Conditions;
  /** Why the principal needs this, in one sentence. Shown in the permission matrix. */
  readonly reason: string;
  /** Required when a resource is `*` or an action holds a wildcard: the page that says it cannot be narrower. */
  readonly wildcard?: { readonly because: string; readonly source: string };
}

/** IAM condition block: operator, then key, then one or several values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** Who may assume a role, and under which conditions: an AWS service, or whoever an identity provider vouches for. */
export type Trust =
  | { readonly service: string; readonly conditions?: Conditions; readonly identityProvider?: never }
  | {
      /** ARN of the provider. Without a condition on the subject everybody it knows could assume the role. */
      readonly identityProvider: string;
      readonly conditions: Conditions;
      readonly service?: never;
    };

/** The policy of a role. */
export function policyDocument(statements: readonly Statement[]): string {
  return plainJson({
    Version: "2012-10-17",
    Statement: statements.map((statement) => ({
      Sid: statement.sid,
      Effect: "Allow",
      Action: [...statement.actions].sort(),
      Resource: statement.resources,
      ...(statement.conditions === undefined ? {} : { Condition: statement.conditions }),
    })),
  });
}

/** The trust policy of a role. */
export function trustDocument(trust: Trust): string {
  return plainJson({
    Version: "2012-10-17",
    Statement: [
      {
        ...principal(trust),
        ...(trust.conditions === undefined ? {} : { Condition: trust.conditions }),
      },
    ],
  });
}

function principal(trust: Trust) {
  if (trust.service !== undefined) {
    const Principal = { Service: trust.service };
    return { Sid: "AssumedByService", Effect: "Allow", Principal, Action: "sts:AssumeRole" };
  }
  const Principal = { Federated: trust.identityProvider };
  return { Sid: "AssumedByIdentity", Effect: "Allow", Principal, Action: "sts:AssumeRoleWithWebIdentity" };
}
