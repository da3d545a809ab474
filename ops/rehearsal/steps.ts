import { InterruptedError } from "../terraform/process";

/** How a step ended. `skipped`: something it needs had failed. */
export type Outcome = "passed" | "failed" | "interrupted" | "skipped";

/** One step of a rehearsal, as the report keeps it. */
export interface StepReport {
  /** The stack it is about, or `-`. */
  readonly stack: string;
  readonly name: string;
  readonly outcome: Outcome;
  readonly seconds: number;
  /** In a few words what came of it, or the whole error. */
  readonly detail: string;
}

/** Where a step is told what it is doing meanwhile; printed when it takes long. */
export type Note = (text: string) => void;

export interface StepLogOptions {
  readonly print: (line: string) => void;
  /** Milliseconds, from any origin. @default the machine's monotonic clock */
  readonly now?: () => number;
}

/** A line at least that often while a step runs. */
const NOTE_INTERVAL_MS = 10_000;

/** Thrown through the rest of a rehearsal after a step failed; the step's report has the error. */
export class StepFailed extends Error {
  readonly outcome: Outcome;

  constructor(title: string, outcome: Outcome) {
    super(`${title} ${outcome}`);
    this.name = "StepFailed";
    this.outcome = outcome;
  }
}

/** Lets the rehearsal go on after steps that only look: the report has their failure, and more can be learned. */
export async function evenIfFailed(steps: Promise<unknown>): Promise<void> {
  try {
    await steps;
  } catch (error) {
    if (!(error instanceof StepFailed) || error.outcome === "interrupted") throw error;
  }
}

/** Runs the steps of a rehearsal, prints a line when each starts and ends, and keeps what came of them. */
export class StepLog {
  readonly steps: StepReport[] = [];
  readonly #print: (line: string) => void;
  readonly #now: () => number;

  constructor({ print, now = () => performance.now() }: StepLogOptions) {
    this.#print = print;
    this.#now = now;
  }

  /**
   * @param detail says in a few words what came of it
   * @throws StepFailed when the work throws
   */
  async run<T>(
    stack: string,
    name: string,
    work: (note: Note) => Promise<T>,
    detail?: (value: T) => string,
  ): Promise<T> {
    const started = this.#now();
    const title = `${stack} ${name}`.replace(/^- /, "");
    this.#print(`  ${title} ...`);
    let printed = started;
    const note: Note = (text) => {
      if (this.#now() - printed < NOTE_INTERVAL_MS) return;
      printed = this.#now();
      this.#print(`  ${title} ... ${text} (${this.#seconds(started)} s)`);
    };
    try {
      const value = await work(note);
      this.#end(
        { stack, name, outcome: "passed", seconds: this.#seconds(started), detail: detail?.(value) ?? "" },
        title,
      );
      return value;
    } catch (error) {
      if (error instanceof StepFailed) throw error;
      const outcome = error instanceof InterruptedError ? "interrupted" : "failed";
      const words = error instanceof Error ? error.message : String(error);
      this.#end({ stack, name, outcome, seconds: this.#seconds(started), detail: words }, title);
      throw new StepFailed(title, outcome);
    }
  }

  skip(stack: string, name: string, reason: string): void {
    this.#end({ stack, name, outcome: "skipped", seconds: 0, detail: reason }, `${stack} ${name}`);
  }

  #end(step: StepReport, title: string): void {
    this.steps.push(step);
    const [firstLine = ""] = step.detail.split("\n");
    const words = firstLine === "" ? "" : `: ${firstLine}`;
    this.#print(`  ${title} ${step.outcome} in ${step.seconds} s${words}`);
  }

  #seconds(since: number): number {
    return Math.round((this.#now() - since) / 100) / 10;
  }
}
