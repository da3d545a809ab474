/**
 * Which events of the account's default bus are meant. Keys as EventBridge has them, values lists of what is admitted.
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html
 */
export interface EventPattern {
  /** Such as `aws.s3`, or the name your own application puts events under. */
  readonly source: readonly string[];
  readonly "detail-type"?: readonly string[];
  readonly resources?: readonly EventMatch[];
  /** Fields of the event's own part, nested as they are in the event. */
  readonly detail?: EventFields;
}

/** One admitted value, or one of EventBridge's comparisons. */
export type EventMatch =
  | string
  | number
  | boolean
  | null
  | { readonly prefix: string }
  | { readonly suffix: string }
  | { readonly wildcard: string }
  | { readonly exists: boolean }
  | { readonly "anything-but": string | number | readonly (string | number)[] }
  | { readonly numeric: readonly (string | number)[] };

/** Values of one field, fields within it, or alternatives under `$or`. */
export type EventField = readonly EventMatch[] | readonly EventFields[] | EventFields;

export interface EventFields {
  readonly [field: string]: EventField;
}
