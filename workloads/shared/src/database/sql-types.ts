import pg from "pg";

/** Type ids of PostgreSQL: https://github.com/postgres/postgres/blob/REL_16_0/src/include/catalog/pg_type.dat */
const INT8 = 20;

/** `bigint` as a number. Ids and prices stay far below 2^53; a value above is refused rather than rounded. */
function safeInteger(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new RangeError(`bigint ${text} is beyond 2^53 and would be rounded`);
  return value;
}

/** Parsers for this project's connections only; the driver's global parsers stay as they are. */
export const sqlTypes: pg.CustomTypesConfig = {
  getTypeParser: (id, format) =>
    id === INT8 && format !== "binary" ? safeInteger : pg.types.getTypeParser(id, format),
};
