import type { Screen } from "./screen";

/** Thrown where a command would make its next call to AWS after Ctrl-C; the call before it was finished. */
export class Interrupted extends Error {
  constructor() {
    super("interrupted");
    this.name = "Interrupted";
  }
}

/** What every client of the SDK has; each with middleware types of its own. */
interface Client {
  readonly middlewareStack: { add(middleware: never, options: { readonly step: "initialize" }): void };
}

/** Lets a client begin no call any more once the signal is aborted. One that is under way is finished. */
export function endWhenInterrupted(client: Client, interrupted: AbortSignal): void {
  const middleware = (next: (args: unknown) => Promise<unknown>) => (args: unknown) => {
    if (interrupted.aborted) throw new Interrupted();
    return next(args);
  };
  client.middlewareStack.add(middleware as never, { step: "initialize" });
}

/** One change among several, and what it is called in what is said of it. */
export interface Change {
  readonly name: string;
  readonly make: () => Promise<void>;
}

/**
 * Makes changes one after another. After Ctrl-C it finishes the one it is at and says which are left.
 * @throws Interrupted when not all were made
 */
export async function makeChanges(changes: readonly Change[], screen: Screen): Promise<void> {
  for (const [done, { make }] of changes.entries()) {
    try {
      if (screen.interrupted.aborted) throw new Interrupted();
      await make();
    } catch (error) {
      if (error instanceof Interrupted) sayWhatIsLeft(changes.slice(done), screen);
      throw error;
    }
  }
}

/** What was done stands above it, a line each. */
function sayWhatIsLeft(left: readonly Change[], { err }: Screen): void {
  err(`interrupted; not done: ${left.map(({ name }) => name).join(", ")}\n`);
  err("half-way; the same command goes on from here\n");
}
