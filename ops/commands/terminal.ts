import { createInterface } from "node:readline/promises";
import { type Style, usableWidth } from "../cost/columns";
import { Interrupted } from "../day-two/interruption";

/** Of what is not a terminal, such as a file: nothing there is to be broken more than needed. */
const WIDTH_OF_FILES = 120;

/** How a report is printed here: coloured on a terminal only, unless `NO_COLOR` says not. https://no-color.org */
export function terminalStyle(): Style {
  const { isTTY, columns } = process.stdout;
  return { width: usableWidth(columns ?? WIDTH_OF_FILES), color: isTTY === true && process.env.NO_COLOR === undefined };
}

/**
 * Asks whether to go on; no where nobody can be asked.
 * @throws Interrupted when Ctrl-C is the answer
 */
export async function confirmed(interrupted?: AbortSignal): Promise<boolean> {
  if (!process.stdin.isTTY) return false;
  const question = createInterface({ input: process.stdin, output: process.stdout });
  const ctrlC = new AbortController();
  question.on("SIGINT", () => ctrlC.abort());
  const signal = AbortSignal.any([ctrlC.signal, ...(interrupted === undefined ? [] : [interrupted])]);
  try {
    return (await question.question("go on? (yes) ", { signal })).trim() === "yes";
  } catch (error) {
    if (signal.aborted) throw new Interrupted();
    throw error;
  } finally {
    question.close();
  }
}
