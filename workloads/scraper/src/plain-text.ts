/**
 * Characters that do not belong in one line of text: controls (NUL, which PostgreSQL refuses, among them), marks that
 * reorder what follows (a title must not rewrite the mail around it), and noncharacters.
 */
const UNWANTED = /[\p{Cc}\p{Bidi_Control}\p{Noncharacter_Code_Point}\ufeff]+/gu;

const LONE_SURROGATE = /\p{Surrogate}/gu;

/** Whitespace as HTML and Unicode know it, no-break spaces included. */
const WHITESPACE = /\s+/g;

/**
 * One clean line: controls become spaces, runs of whitespace one space, lone surrogates U+FFFD. Text longer than `limit`
 * ends in an ellipsis, never inside a character.
 */
export function plainText(text: string, limit: number): string {
  // Cut first, so that a megabyte of text costs no more than a line; whitespace may shrink it further.
  const line = text
    .slice(0, limit * 8)
    .replace(UNWANTED, " ")
    .replace(WHITESPACE, " ")
    .trim()
    .replace(LONE_SURROGATE, "\ufffd");
  if (line.length <= limit) return line;
  const cut = line.slice(0, limit - 1);
  const isSplit = /[\ud800-\udbff]$/.test(cut);
  return `${isSplit ? cut.slice(0, -1) : cut}…`;
}
