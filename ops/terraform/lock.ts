import type { Diagnostic } from "./messages";

/** Who holds a state's lock, as the lock file says. */
export interface LockHolder {
  readonly id: string;
  /** The object in the bucket that is locked. */
  readonly path: string;
  /** Such as `OperationTypeApply`. */
  readonly operation: string;
  /** User and host. */
  readonly who: string;
  readonly created: Date;
}

/** Reads the lock's holder out of Terraform's "Error acquiring the state lock". */
export function lockHolder(diagnostics: readonly Diagnostic[]): LockHolder | undefined {
  const diagnostic = diagnostics.find(({ summary }) => summary === "Error acquiring the state lock");
  if (diagnostic === undefined) {
    return undefined;
  }
  const field = (name: string) => new RegExp(`^\\s*${name}:\\s*(.*)$`, "m").exec(diagnostic.detail)?.[1]?.trim() ?? "";
  const id = field("ID");
  return id === ""
    ? undefined
    : {
        id,
        path: field("Path"),
        operation: field("Operation"),
        who: field("Who"),
        created: lockTime(field("Created")),
      };
}

/** Go prints `2026-01-02 03:04:05.678901234 +0000 UTC`. */
function lockTime(text: string): Date {
  const [date = "", time = ""] = text.split(" ");
  return new Date(`${date}T${time.slice(0, 12)}Z`);
}

/** Who holds the lock, since when, how to clear it, and what to look for before anything is applied. */
export function explainLock(lock: LockHolder, now: Date = new Date()): string {
  const operation = lock.operation.replace(/^OperationType/, "").toLowerCase() || "a command";
  const since = Number.isNaN(lock.created.getTime())
    ? ""
    : ` since ${lock.created.toISOString()} (${age(lock.created, now)} ago)`;
  return [
    `[state-locked] the state ${lock.path} is locked by ${lock.who}, running ${operation}${since}`,
    "  while that run is alive, wait for it: two at once would damage the state",
    ...wayBack(lock),
  ].join("\n");
}

/** An apply right after a dead one makes a second of whatever has no unique name: looking comes before it. */
function wayBack({ id, path }: LockHolder): string[] {
  const [, environment, stack] = /^[^/]+\/([^/]+)\/([^/]+)\.tfstate$/.exec(path) ?? [];
  if (environment === undefined || stack === undefined) {
    return [
      `  if it is dead, clear the lock in the folder of the stack, terraform force-unlock ${id}, and look for what it left before any apply`,
    ];
  }
  return [
    `  if it is dead: npx stowage adopt ${stack} --env ${environment} --unlock ${id} --write`,
    "  which clears the lock and says what the dead run left; apply nothing before that, it would be made twice",
  ];
}

function age(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1000));
  if (seconds < 120) return `${seconds} seconds`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}
