import { Redactor } from "./redact";
import { logLevels } from "./values";
import type { LogLevel } from "./variables";

export type LogFields = Readonly<Record<string, unknown>>;

export interface LoggerOptions {
  /** Name of the workload, in every line. */
  readonly service: string;
  /** @default info */
  readonly level?: LogLevel;
  /** Secret values that must never appear in a line. @default - none */
  readonly secrets?: readonly string[];
  /** Receives one line, with its newline. @default - standard output */
  readonly write?: (line: string) => void;
  /** @default - the system clock */
  readonly now?: () => Date;
}

/**
 * JSON lines on standard output: `{"time","level","msg","service",...fields}`. ECS sends them to CloudWatch as they are.
 * A line that carries the key `_aws` is read by CloudWatch as embedded metrics.
 *
 * Standard output is written synchronously on Linux when it is a pipe or a file, so lines survive `process.exit`.
 * @see https://nodejs.org/api/process.html#a-note-on-process-io
 */
export class Logger {
  readonly #threshold: number;
  readonly #bindings: LogFields;
  readonly #redactor: Redactor;
  readonly #write: (line: string) => void;
  readonly #now: () => Date;

  constructor(options: LoggerOptions, bindings: LogFields = {}, redactor = new Redactor()) {
    this.#threshold = logLevels.indexOf(options.level ?? "info");
    this.#bindings = { service: options.service, ...bindings };
    this.#redactor = redactor;
    this.#write = options.write ?? ((line) => process.stdout.write(line));
    this.#now = options.now ?? (() => new Date());
    this.#options = options;
    for (const secret of options.secrets ?? []) redactor.add(secret);
  }

  readonly #options: LoggerOptions;

  /** A logger that adds these fields, such as `requestId` or `runId`, to every line. Shares the known secrets. */
  child(bindings: LogFields): Logger {
    return new Logger(this.#options, { ...this.#bindings, ...bindings }, this.#redactor);
  }

  /** Remembers a secret value that was learned later, such as a rotated password; all children forget it too. */
  addSecret(value: string): void {
    this.#redactor.add(value);
  }

  debug(msg: string, fields?: LogFields): void {
    this.#log("debug", msg, fields);
  }

  info(msg: string, fields?: LogFields): void {
    this.#log("info", msg, fields);
  }

  warn(msg: string, fields?: LogFields): void {
    this.#log("warn", msg, fields);
  }

  error(msg: string, fields?: LogFields): void {
    this.#log("error", msg, fields);
  }

  #log(level: LogLevel, msg: string, fields: LogFields = {}): void {
    if (logLevels.indexOf(level) < this.#threshold) return;
    const line = { time: this.#now().toISOString(), level, msg, ...this.#bindings, ...fields };
    this.#write(`${JSON.stringify(this.#redactor.clean(line))}\n`);
  }
}
