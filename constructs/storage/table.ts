import { DynamodbTable } from "@cdktf/provider-aws/lib/dynamodb-table";
import { Construct } from "constructs";
import { physicalName, statementId } from "../naming";
import { refuse } from "../report";
import type { TaskRole } from "../security/roles";

/** An attribute that a key is made of. */
export interface KeyAttribute {
  readonly name: string;
  readonly type: "string" | "number" | "binary";
}

/** Another order in which the table can be asked; every attribute is copied into it and billed again. */
export interface TableIndex {
  readonly partitionKey: KeyAttribute;
  /** @default - none */
  readonly sortKey?: KeyAttribute;
}

export interface TableProps {
  readonly partitionKey: KeyAttribute;
  /** @default - none: one item for each partition key */
  readonly sortKey?: KeyAttribute;
  /** Global secondary indexes by their name, at most 20. @default - none */
  readonly indexes?: Readonly<Record<string, TableIndex>>;
  /** Attribute with the time, in seconds since 1970, after which DynamoDB deletes the item within days. @default - none */
  readonly expiresAttribute?: string;
  /** Whether AWS refuses to delete the table. */
  readonly protect: boolean;
  /** Whether the table can be restored to any second of the last 35 days; about 0.2 USD per GB and month. */
  readonly pointInTimeRecovery: boolean;
}

const TYPES = { string: "S", number: "N", binary: "B" } as const;
const LIMITS = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html";
const MOST_INDEXES = 20;

/**
 * A DynamoDB table, billed by the request and encrypted by DynamoDB's own key.
 *
 * Creates: `aws_dynamodb_table`. Costs 0.705 USD per million writes, 0.1415 USD per million reads and 0.283 USD per GB
 * and month beyond the first 25 GB (eu-west-1).
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/capacity-mode.html
 */
export class Table extends Construct {
  readonly resource: DynamodbTable;
  readonly #indexed: boolean;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    const indexes = Object.entries(props.indexes ?? {});
    this.#indexed = indexes.length > 0;
    this.#check(props, indexes.length);
    this.resource = new DynamodbTable(this, "Default", {
      name: physicalName(this, "dynamodb-table"),
      billingMode: "PAY_PER_REQUEST",
      hashKey: props.partitionKey.name,
      ...(props.sortKey === undefined ? {} : { rangeKey: props.sortKey.name }),
      attribute: keyAttributes(props).map(({ name, type }) => ({ name, type: TYPES[type] })),
      ...(this.#indexed ? { globalSecondaryIndex: indexes.map(([name, index]) => indexConfig(name, index)) } : {}),
      ...(props.expiresAttribute === undefined
        ? {}
        : { ttl: { attributeName: props.expiresAttribute, enabled: true } }),
      pointInTimeRecovery: { enabled: props.pointInTimeRecovery },
      deletionProtectionEnabled: props.protect,
      ...(props.protect ? { lifecycle: { preventDestroy: true } } : {}),
    });
  }

  get name(): string {
    return this.resource.name;
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** Lets a task read items, by key, by query and by scan, of the table and its indexes. */
  grantRead(role: TaskRole): void {
    role.allow({
      sid: `Read${statementId(this)}`,
      actions: ["dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:Scan"],
      resources: [this.arn, ...(this.#indexed ? [`${this.arn}/index/*`] : [])],
      reason: "the application reads the table",
      ...(this.#indexed
        ? {
            wildcard: {
              because: "every index of this one table",
              source: "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html",
            },
          }
        : {}),
    });
  }

  /** Lets a task put, change and delete items. */
  grantWrite(role: TaskRole): void {
    role.allow({
      sid: `Write${statementId(this)}`,
      actions: [
        "dynamodb:BatchWriteItem",
        "dynamodb:ConditionCheckItem",
        "dynamodb:DeleteItem",
        "dynamodb:PutItem",
        "dynamodb:UpdateItem",
      ],
      resources: [this.arn],
      reason: "the application writes the table",
    });
  }

  #check(props: TableProps, indexes: number): void {
    const types = new Map<string, string>();
    for (const { name, type } of declaredAttributes(props)) {
      const known = types.get(name);
      if (known !== undefined && known !== type) {
        refuse(this, [
          {
            code: "table-attribute-types",
            prop: "indexes",
            got: `${name} as ${known} and as ${type}`,
            expected: "one type for each attribute",
            fix: "correct the type where it is wrong",
            source: LIMITS,
          },
        ]);
      }
      types.set(name, type);
    }
    if (indexes <= MOST_INDEXES) return;
    refuse(this, [
      {
        code: "table-indexes",
        prop: "indexes",
        got: String(indexes),
        expected: `at most ${MOST_INDEXES} global secondary indexes`,
        fix: "serve several queries from one index, or split the table",
        source: LIMITS,
      },
    ]);
  }
}

function declaredAttributes({ partitionKey, sortKey, indexes }: TableProps): KeyAttribute[] {
  const keys = [{ partitionKey, sortKey }, ...Object.values(indexes ?? {})];
  return keys.flatMap((key) => [key.partitionKey, ...(key.sortKey === undefined ? [] : [key.sortKey])]);
}

/** Each attribute once, in the order of its name. */
function keyAttributes(props: TableProps): KeyAttribute[] {
  const byName = new Map(declaredAttributes(props).map((attribute) => [attribute.name, attribute]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function indexConfig(name: string, { partitionKey, sortKey }: TableIndex) {
  return {
    name,
    hashKey: partitionKey.name,
    ...(sortKey === undefined ? {} : { rangeKey: sortKey.name }),
    projectionType: "ALL",
  };
}
