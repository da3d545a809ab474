import type { AwsClients } from "../aws-clients";

/** A resource as it was asked for, and what Terraform knows of it after the apply. */
export interface CreatedResource {
  readonly address: string;
  readonly type: string;
  /** The planned arguments; what was not known before the apply is absent. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** The attributes after the apply, the id above all. */
  readonly state: Readonly<Record<string, unknown>>;
}

/** One thing that was compared. */
export interface Comparison {
  readonly what: string;
  readonly asked: unknown;
  readonly got: unknown;
}

/** Asks AWS about one resource and says what was asked for and what AWS has. */
export type Reader = (resource: CreatedResource, aws: AwsClients) => Promise<readonly Comparison[]>;

/** Comparisons by name, each a pair of what was asked for and what AWS has; what was not asked for is left out. */
export function compared(pairs: Readonly<Record<string, readonly [asked: unknown, got: unknown]>>): Comparison[] {
  return Object.entries(pairs).flatMap(([what, [asked, got]]) => (isAbsent(asked) ? [] : [{ what, asked, got }]));
}

/**
 * Whether AWS has what was asked for. AWS adds defaults, so an object may have more keys than were asked for; numbers
 * and booleans are compared with their text, which is what some APIs return.
 */
export function matches(asked: unknown, got: unknown): boolean {
  if (isAbsent(asked)) {
    return true;
  }
  if (Array.isArray(asked)) {
    return Array.isArray(got) && asked.length === got.length && asked.every((item, index) => matches(item, got[index]));
  }
  if (typeof asked === "object" && asked !== null) {
    return isRecord(got) && Object.entries(asked).every(([key, value]) => matches(value, got[key]));
  }
  return String(asked) === String(got);
}

/** The first of a nested block, which Terraform represents as a list of at most one. */
export function block(value: unknown): Readonly<Record<string, unknown>> {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return isRecord(first) ? first : {};
}

/** Every element of a list of nested blocks. */
export function blocks(value: unknown): Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

export function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** A list of strings in an order of its own, because its order means nothing. */
export function sorted(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String).sort() : undefined;
}

/** A JSON text as the value it stands for; `undefined` when there is none, or when it is not known yet. */
export function json(value: unknown): unknown {
  return typeof value === "string" && value !== "" ? JSON.parse(value) : undefined;
}

/** Tags as AWS lists them, as an object. */
export function tags(
  list: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, unknown> {
  return Object.fromEntries((list ?? []).map(({ Key = "", Value }) => [Key, Value]));
}

function isAbsent(value: unknown): boolean {
  return value === undefined || value === null || value === "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
