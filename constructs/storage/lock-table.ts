import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { physicalName, statementId } from "../naming";
import type { TaskRole } from "../security/roles";

/** Attributes of a lock. `owner` is the run that holds it; `expires`, in seconds since 1970, ends it when the run cannot. */
export const LOCK_ATTRIBUTES = { name: "name", owner: "owner", expires: "expires" } as const;

/**
 * Locks, one item each, for runs of a schedule that must not overlap: `overlap: { skip: locks }`. One table serves any
 * number of schedules.
 *
 * Creates: `aws_dynamodb_table`, billed by the request: cents a year. Nothing in it is worth keeping.
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ConditionExpressions.html
 */
export class LockTable extends Construct {
  readonly resource: DynamodbTable;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.resource = new DynamodbTable(this, "Default", {
      name: physicalName(this, "dynamodb-table"),
      billingMode: "PAY_PER_REQUEST",
      hashKey: LOCK_ATTRIBUTES.name,
      attribute: [{ name: LOCK_ATTRIBUTES.name, type: "S" }],
      ttl: { attributeName: LOCK_ATTRIBUTES.expires, enabled: true },
    });
  }

  get name(): string {
    return this.resource.name;
  }

  /** Lets a task take, renew and give back one lock, and see no other. */
  grantLock(role: TaskRole, lock: string): void {
    role.allow({
      sid: `Lock${statementId(this)}`,
      actions: ["dynamodb:DeleteItem", "dynamodb:UpdateItem"],
      resources: [this.resource.arn],
      conditions: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": [lock] } },
      reason: "a run of the schedule holds its lock, so that a second one is skipped",
    });
  }
}
