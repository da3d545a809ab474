import type { ColumnType, Generated, Selectable } from "kysely";

type Timestamp = ColumnType<Date, Date | undefined, Date>;
type NullableTimestamp = ColumnType<Date | null, Date | null | undefined, Date | null>;
type Optional<T> = ColumnType<T, T | undefined, T>;
/** Written as JSON text, read as an object. */
type Json<T> = ColumnType<T, string | undefined, string>;

/** A page to look at, and how to find items in it. */
export interface WatchTable {
  id: Generated<string>;
  /** For people; empty when they gave none. */
  name: Optional<string>;
  url: string;
  /** CSS selector of one item. */
  item_selector: string;
  /** Inside the item; its text is the title. */
  title_selector: string;
  /** Inside the item; its `href` is the link. */
  link_selector: string;
  price_selector: Optional<string | null>;
  /** Only items whose title contains it, case-insensitively. */
  keyword: Optional<string | null>;
  /** In the smallest unit of the page's currency, such as cents. */
  min_price_minor: Optional<number | null>;
  max_price_minor: Optional<number | null>;
  /** @default 360 */
  interval_minutes: Optional<number>;
  /** @default true */
  enabled: Optional<boolean>;
  /** Validators of the last answer, for conditional requests; null after the watch was changed. */
  etag: Optional<string | null>;
  last_modified: Optional<string | null>;
  /** @default - now */
  next_due_at: Timestamp;
  last_checked_at: NullableTimestamp;
  /** Why the last check failed; null when it did not. */
  last_error: Optional<string | null>;
  consecutive_failures: Optional<number>;
  created_at: Timestamp;
}

/** Something that was found on a page. Ids grow in the order of commits: see `lockItemsForInsert`. */
export interface ItemTable {
  id: Generated<number>;
  watch_id: string;
  /** Unique within the watch; what makes an item the same item. */
  fingerprint: string;
  title: string;
  link: string;
  /** In the smallest unit of the currency. */
  price_minor: Optional<number | null>;
  /** ISO 4217 code. */
  currency: Optional<string | null>;
  first_seen_at: Timestamp;
  last_seen_at: Timestamp;
}

export interface PriceChangeTable {
  id: Generated<number>;
  item_id: number;
  old_price_minor: number | null;
  new_price_minor: number | null;
  at: Timestamp;
}

export const subscriptionStatuses = ["pending", "active", "unsubscribed", "bounced"] as const;
export type SubscriptionStatus = (typeof subscriptionStatuses)[number];

export interface SubscriptionTable {
  id: Generated<string>;
  /** Case-folded, unique. */
  email: string;
  status: Optional<SubscriptionStatus>;
  /** Id of the last item that was put into a digest; set to the newest item on confirmation. */
  last_item_id: Optional<number>;
  /** When a confirmation mail was last queued; at most one in ten minutes. */
  confirmation_queued_at: NullableTimestamp;
  confirmed_at: NullableTimestamp;
  unsubscribed_at: NullableTimestamp;
  created_at: Timestamp;
}

export const runWorkloads = ["scraper", "notifier"] as const;
export type RunWorkload = (typeof runWorkloads)[number];

export const runOutcomes = ["success", "partial", "failure", "skipped"] as const;
export type RunOutcome = (typeof runOutcomes)[number];

/** One thing that went wrong in a run. Shown to the owner; carries no secret and no stack trace. */
export interface RunError {
  readonly code: string;
  readonly message: string;
  readonly watchId?: string;
  readonly url?: string;
  readonly subscriptionId?: string;
}

export interface RunTable {
  id: Generated<string>;
  workload: RunWorkload;
  started_at: Timestamp;
  /** Null while running, and for ever when the run was killed. */
  finished_at: NullableTimestamp;
  outcome: Optional<RunOutcome | null>;
  watches_checked: Optional<number>;
  items_new: Optional<number>;
  mails_sent: Optional<number>;
  mails_failed: Optional<number>;
  errors: Json<readonly RunError[]>;
}

export const outboxKinds = ["confirmation", "digest"] as const;
export type OutboxKind = (typeof outboxKinds)[number];

export const outboxStatuses = ["pending", "sending", "sent", "failed"] as const;
export type OutboxStatus = (typeof outboxStatuses)[number];

/** A mail to be handed over, once. The backend queues confirmations, the notifier queues digests and sends both. */
export interface OutboxTable {
  id: Generated<number>;
  kind: OutboxKind;
  subscription_id: string;
  /**
   * What stands before the `@` of the mail's Message-ID; the notifier adds its domain. Deterministic and unique: the same
   * mail queued twice is one row. Made by `message-id.ts`.
   */
  message_id: string;
  /** Digest: items with from < id <= to. Null for confirmations. */
  from_item_id: Optional<number | null>;
  to_item_id: Optional<number | null>;
  /** What the mail says, so that a repetition says the same although items changed. The notifier decides its shape. */
  snapshot: ColumnType<unknown, string | null | undefined, string | null>;
  status: Optional<OutboxStatus>;
  attempts: Optional<number>;
  last_error: Optional<string | null>;
  created_at: Timestamp;
  sent_at: NullableTimestamp;
}

export interface Schema {
  watches: WatchTable;
  items: ItemTable;
  price_changes: PriceChangeTable;
  subscriptions: SubscriptionTable;
  runs: RunTable;
  outbox: OutboxTable;
}

export type Watch = Selectable<WatchTable>;
export type Item = Selectable<ItemTable>;
export type Subscription = Selectable<SubscriptionTable>;
export type Run = Selectable<RunTable>;
export type OutboxMail = Selectable<OutboxTable>;
