import { once } from "node:events";
import path from "node:path";
import type { Readable } from "node:stream";
import { execa } from "execa";
import { z } from "zod";
import { terraformQuietEnv } from "../tools/quiet-env";

export interface EmulatorOptions {
  /** The folder that holds `ops/emulator/server.py`. */
  readonly projectRoot: string;
  /** A Python that has moto. */
  readonly python: string;
  /** The account id that every caller has. @default 123456789012 */
  readonly account?: string;
  /** File that gets one JSON line per AWS call (see request_log.py). @default - no log */
  readonly requestLog?: string;
  /** File that gets what Python prints, stack traces of failed calls above all. @default - dropped */
  readonly log?: string;
}

/** The account that every caller of the emulator has, unless told otherwise. */
export const EMULATOR_ACCOUNT = "123456789012";

/** What is left in the emulator: names by service and kind, such as `ecs/clusters`. */
export type Leftovers = Readonly<Record<string, readonly string[]>>;

/** A request that was answered with AWS's error, because AWS would refuse it (see refusals.py). */
export interface Refusal {
  readonly service: string;
  readonly action: string;
  /** AWS's error code. */
  readonly code: string;
  /** AWS's words. */
  readonly message: string;
  /** What names the resource in the request, by parameter. */
  readonly names: Readonly<Record<string, string>>;
}

/** How the requests so far stood against AWS's models and rules. */
export interface RequestReport {
  readonly judged: number;
  /** Requests that could not be read, by operation. */
  readonly notJudged: Readonly<Record<string, number>>;
  readonly refused: readonly Refusal[];
}

/** A running local AWS. It ends with this process, however this process ends. */
export interface Emulator extends AsyncDisposable {
  readonly url: string;
  readonly account: string;
  readonly pid: number;
  /** What is left of all that was created in it. */
  leftovers(): Promise<Leftovers>;
  /** How many requests were held against AWS's models and rules, and what was refused, oldest first. */
  requests(): Promise<RequestReport>;
  stop(): Promise<void>;
}

/** Importing moto takes one to three seconds on a quiet machine. */
const START_TIMEOUT_MS = 60_000;
const STOP_TIMEOUT_MS = 5_000;

const Ready = z.object({ port: z.number() });
const LeftoversAnswer = z.record(z.string(), z.array(z.string()));
const RequestsAnswer = z.object({
  judged: z.number(),
  notJudged: z.record(z.string(), z.number()),
  refused: z.array(
    z.object({
      service: z.string(),
      action: z.string(),
      code: z.string(),
      message: z.string(),
      names: z.record(z.string(), z.string()),
    }),
  ),
});

/**
 * Starts the emulator on a free loopback port and waits until it listens.
 *
 * @throws Error with what Python printed, when it does not come up
 */
export async function startEmulator(options: EmulatorOptions): Promise<Emulator> {
  const { projectRoot, python, account = EMULATOR_ACCOUNT, requestLog, log } = options;
  const args = ["server.py", "--account", account, ...(requestLog === undefined ? [] : ["--request-log", requestLog])];
  const subprocess = execa(python, args, {
    cwd: path.join(projectRoot, "ops", "emulator"),
    env: { ...terraformQuietEnv(process.env), PYTHONDONTWRITEBYTECODE: "1" },
    extendEnv: false,
    reject: false,
    // it ends when this pipe closes, also when this process is killed
    stdin: "pipe",
    stderr: log === undefined ? "pipe" : ["pipe", { file: log }],
    // a Ctrl-C is for Terraform first: it still has a state to save here
    detached: true,
    maxBuffer: 1_000_000,
  });
  const port = await Promise.race([
    readyPort(subprocess.stdout),
    subprocess.then(() => undefined),
    deadline(START_TIMEOUT_MS),
  ]);
  if (port === undefined || subprocess.pid === undefined) {
    subprocess.kill("SIGKILL");
    const { stderr, shortMessage } = await subprocess;
    throw new Error(`the emulator did not start: ${String(stderr).trim().split("\n").at(-1) || shortMessage}`);
  }
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    subprocess.kill("SIGTERM");
    const ended = await Promise.race([subprocess, deadline(STOP_TIMEOUT_MS)]);
    if (ended === undefined) {
      subprocess.kill("SIGKILL");
      await subprocess;
    }
  };
  return {
    url,
    account,
    pid: subprocess.pid,
    leftovers: async () => LeftoversAnswer.parse(await ask(url, "leftovers")),
    requests: async () => RequestsAnswer.parse(await ask(url, "refusals")),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** The first line, which comes in one piece. */
async function readyPort(stdout: Readable): Promise<number> {
  const [line] = (await once(stdout, "data")) as [Buffer];
  return Ready.parse(JSON.parse(line.toString())).port;
}

/** A question that only the emulator answers, no AWS. */
async function ask(url: string, what: string): Promise<unknown> {
  const response = await fetch(`${url}/stowage/${what}`);
  return response.json();
}

/** Resolves to nothing after that time, without keeping the process alive. */
function deadline(milliseconds: number): Promise<undefined> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds, undefined).unref());
}
