/** Where a page of results ended: rows are ordered by time and id, newest first. Opaque to clients. */
export interface TimeCursor {
  readonly at: Date;
  readonly id: string;
}

const TIME_CURSOR = /^(\d{1,14})\.([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/;
const ID_CURSOR = /^[1-9]\d{0,14}$/;

export function encodeTimeCursor({ at, id }: TimeCursor): string {
  return Buffer.from(`${at.getTime()}.${id}`).toString("base64url");
}

/** @returns undefined when the text is no cursor of this kind */
export function decodeTimeCursor(text: string): TimeCursor | undefined {
  const [, at, id] = TIME_CURSOR.exec(Buffer.from(text, "base64url").toString("latin1")) ?? [];
  return at === undefined || id === undefined ? undefined : { at: new Date(Number(at)), id };
}

/** For items, whose ids are numbers that grow. */
export function encodeIdCursor(id: number): string {
  return Buffer.from(String(id)).toString("base64url");
}

/** @returns undefined when the text is no cursor of this kind */
export function decodeIdCursor(text: string): number | undefined {
  const decoded = Buffer.from(text, "base64url").toString("latin1");
  return ID_CURSOR.test(decoded) ? Number(decoded) : undefined;
}

/** One page of rows, and the cursor of the next page when there is one. */
export interface Page<Row> {
  readonly rows: readonly Row[];
  readonly nextCursor: string | null;
}

/** Makes a page from `limit + 1` rows: the one too many only says that there is more. */
export function toPage<Row>(rows: readonly Row[], limit: number, cursorOf: (row: Row) => string): Page<Row> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { rows: shown, nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null };
}
