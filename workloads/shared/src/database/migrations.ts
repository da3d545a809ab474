/** One step of the schema. A step that was released is never changed; a new one is added instead. */
export interface Migration {
  /** Position in the order, from 1 without gaps. */
  readonly id: number;
  /** Kebab-case, for people. */
  readonly name: string;
  /** Statements, run in one transaction. */
  readonly sql: string;
}

/**
 * The schema's history. During a deployment the old backend still runs on the new schema, so a step only adds; removing
 * something takes two releases. Times have milliseconds, as JavaScript's do, so that a time read can be compared with the
 * time stored.
 */
export const migrations: readonly Migration[] = [
  {
    id: 1,
    name: "first-tables",
    sql: `
create table watches (
  id uuid primary key default gen_random_uuid(),
  name text not null default '',
  url text not null,
  item_selector text not null,
  title_selector text not null,
  link_selector text not null,
  price_selector text,
  keyword text,
  min_price_minor bigint check (min_price_minor >= 0),
  max_price_minor bigint check (max_price_minor >= 0),
  interval_minutes integer not null default 360 check (interval_minutes > 0),
  enabled boolean not null default true,
  etag text,
  last_modified text,
  next_due_at timestamptz(3) not null default now(),
  last_checked_at timestamptz(3),
  last_error text,
  consecutive_failures integer not null default 0,
  created_at timestamptz(3) not null default now(),
  check (max_price_minor is null or min_price_minor is null or min_price_minor <= max_price_minor)
);
create index watches_due on watches (next_due_at) where enabled;
create index watches_newest on watches (created_at desc, id desc);

create table items (
  id bigserial primary key,
  watch_id uuid not null references watches on delete cascade,
  fingerprint text not null,
  title text not null,
  link text not null,
  price_minor bigint,
  currency text,
  first_seen_at timestamptz(3) not null default now(),
  last_seen_at timestamptz(3) not null default now(),
  unique (watch_id, fingerprint)
);
create index items_of_watch on items (watch_id, id desc);
create index items_first_seen on items (first_seen_at);

create table price_changes (
  id bigserial primary key,
  item_id bigint not null references items on delete cascade,
  old_price_minor bigint,
  new_price_minor bigint,
  at timestamptz(3) not null default now()
);
create index price_changes_of_item on price_changes (item_id, id desc);

create table subscriptions (
  id uuid primary key default gen_random_uuid(),
  email text not null unique check (email = lower(email)),
  status text not null default 'pending' check (status in ('pending', 'active', 'unsubscribed', 'bounced')),
  last_item_id bigint not null default 0,
  confirmation_queued_at timestamptz(3),
  confirmed_at timestamptz(3),
  unsubscribed_at timestamptz(3),
  created_at timestamptz(3) not null default now()
);
create index subscriptions_newest on subscriptions (created_at desc, id desc);
create index subscriptions_active on subscriptions (id) where status = 'active';

create table runs (
  id uuid primary key default gen_random_uuid(),
  workload text not null check (workload in ('scraper', 'notifier')),
  started_at timestamptz(3) not null default now(),
  finished_at timestamptz(3),
  outcome text check (outcome in ('success', 'partial', 'failure', 'skipped')),
  watches_checked integer not null default 0,
  items_new integer not null default 0,
  mails_sent integer not null default 0,
  mails_failed integer not null default 0,
  errors jsonb not null default '[]'
);
create index runs_newest on runs (started_at desc, id desc);

create table outbox (
  id bigserial primary key,
  kind text not null check (kind in ('confirmation', 'digest')),
  subscription_id uuid not null references subscriptions on delete cascade,
  message_id text not null unique,
  from_item_id bigint,
  to_item_id bigint,
  snapshot jsonb,
  status text not null default 'pending' check (status in ('pending', 'sending', 'sent', 'failed')),
  attempts integer not null default 0,
  last_error text,
  created_at timestamptz(3) not null default now(),
  sent_at timestamptz(3)
);
create index outbox_waiting on outbox (id) where status in ('pending', 'sending');
`,
  },
  {
    id: 2,
    name: "job-credentials",
    // Which version of each job's secret holds the password that its role has; see job-roles.ts.
    sql: `
create table job_credentials (
  workload text primary key check (workload in ('scraper', 'notifier')),
  secret_version text not null,
  address text not null,
  changed_at timestamptz(3) not null default now()
);
`,
  },
];
