import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { freePort } from "../../shared/testing/free-port";
import { waitFor } from "../../shared/testing/wait-for";

/** What every backend of the tests accepts. */
export const apiToken = "test-token-0123456789abcdef0123456789";
export const signingKey = "test-signing-key-0123456789abcdef0123";

export interface BackendProcess {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Everything it logged so far, one JSON object a line. */
  readonly log: () => readonly Record<string, unknown>[];
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Exit status, or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Resident memory in MiB: now, and the most so far. Linux only. */
  readonly memory: () => { readonly now: number; readonly peak: number };
}

export interface StartBackendOptions {
  /** The bundle. */
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  /** `cgroup.procs` of a memory group the process enters before it becomes node. @default - none */
  readonly entrance?: string | undefined;
  /** @default - a free port */
  readonly port?: number;
  /** What must answer 200 before it counts as started. @default /readyz */
  readonly until?: "/healthz" | "/readyz";
}

/** Starts the bundled backend as a container would: a process of its own, with exactly this environment. */
export async function startBackend(options: StartBackendOptions): Promise<BackendProcess> {
  const { program, environment, until = "/readyz" } = options;
  const port = options.port ?? (await freePort());
  const command = [process.execPath, program];
  const enter = ["sh", "-c", 'echo $$ > "$0" && exec "$@"', options.entrance ?? ""];
  const [file = "", ...parameters] = options.entrance === undefined ? command : [...enter, ...command];
  const child = spawn(file, parameters, {
    env: {
      API_TOKENS: apiToken,
      LINK_SIGNING_KEY: signingKey,
      RATE_LIMIT_PER_MINUTE: "0",
      ...environment,
      PORT: String(port),
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const lines = collectLines(child);
  const ended = new Promise<number | NodeJS.Signals | null>((resolve) => {
    child.once("exit", (code, signal) => resolve(code ?? signal));
  });
  process.once("exit", () => child.kill("SIGKILL"));
  const url = `http://127.0.0.1:${port}`;
  await waitFor(`the backend to answer ${until}`, async () => {
    if (child.exitCode !== null) return true;
    return (await fetch(url + until)).ok;
  });
  if (child.exitCode !== null || child.pid === undefined) throw new Error(`the backend ended:\n${lines().join("\n")}`);
  const { pid } = child;
  return {
    url,
    port,
    pid,
    log: () => lines().map((line) => JSON.parse(line) as Record<string, unknown>),
    kill: (signal) => child.kill(signal),
    ended,
    memory: () => memoryOf(pid),
  };
}

function collectLines(child: ChildProcess): () => readonly string[] {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (chunk: string) => {
      text += chunk;
    });
  }
  return () => text.split("\n").filter((line) => line !== "");
}

/** Resident memory of a process in MiB. Linux only. */
export function memoryOf(pid: number): { now: number; peak: number } {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const mebibytes = (field: string) =>
    Math.round(Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)?.[1]) / 102.4) / 10;
  return { now: mebibytes("VmRSS"), peak: mebibytes("VmHWM") };
}
