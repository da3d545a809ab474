import { Refusal } from "./refusal";

/**
 * A command line's words, as a shell without variables and wildcards splits them: blanks part, quotes keep together, a
 * backslash keeps the next character as it is, but between single quotes.
 * @throws Refusal `command-quotes` where a quote is not closed or nothing is left
 */
export function wordsOf(line: string): string[] {
  const words: string[] = [];
  const word = /(?:[^\s"'\\]|\\[\s\S]|"(?:[^"\\]|\\[\s\S])*"|'[^']*')+/g;
  const rest = line.replace(word, (found) => {
    words.push(found.replace(/\\([\s\S])|"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'/g, unquoted));
    return "";
  });
  if (rest.trim() === "" && words.length > 0) return words;
  throw new Refusal({
    code: "command-quotes",
    path: "stowage run",
    prop: "--command",
    got: words.length === 0 ? "no word" : line,
    expected: "words, with quotes closed",
    fix: "close the quote, or put a backslash before it",
  });
}

function unquoted(_: string, escaped?: string, double?: string, single?: string): string {
  return escaped ?? double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? "";
}
