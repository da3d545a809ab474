import { createInterface } from "node:readline/promises";
import { type Style, usableWidth } from "../cost/columns";

/** Of what is not a terminal, such as a file: nothing there is to be broken more than needed. */
const WIDTH_OF_FILES = 120;

/** How a report is printed here: coloured on a terminal only, unless `NO_COLOR` says not. https://no-color.org */
export function terminalStyle(): Style {
  const { isTTY, columns } = process.stdout;
  return { width: usableWidth(columns ?? WIDTH_OF_FILES), color: isTTY === true && process.env.NO_COLOR === undefined };
}

/** Asks whether to go on; no where nobody can be asked. */
export async function confirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await question.question("go on? (yes) ");
  question.close();
  return answer.trim() === "yes";
}
