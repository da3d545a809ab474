import { type ChildProcess, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createMemoryCgroup, type MemoryCgroup } from "./memory-cgroup";

/** How a process that runs once ended. */
export interface JobEnd {
  /** Exit status, or the signal that ended it. */
  readonly status: number | NodeJS.Signals | null;
  /** Its log, one object a line. */
  readonly log: readonly Readonly<Record<string, unknown>>[];
  /** What it wrote to standard error; empty unless something is wrong. */
  readonly stderr: string;
  /** Most resident memory seen, in MiB, node's own 45 MiB of program text included; 0 where there is no /proc. */
  readonly peakMiB: number;
  /** What a container would have been charged, in MiB; undefined without a limit, or where no limit can be set. */
  readonly chargedMiB: number | undefined;
  readonly milliseconds: number;
}

export interface JobProcess {
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Log lines so far. */
  readonly log: () => JobEnd["log"];
  /** Resolves at the moment a line with this message is read; never, when there is none. */
  readonly until: (message: string) => Promise<void>;
  readonly ended: Promise<JobEnd>;
}

const SAMPLE_MS = 20;

export interface JobProcessOptions {
  /** Memory above which the kernel ends the process, where this machine lets us set a limit. @default - none */
  readonly memoryMiB?: number;
  /** The group of the instance that it runs on. @default - none */
  readonly within?: MemoryCgroup | undefined;
}

/** Starts a bundled program as a container would: with exactly this environment. */
export function startJobProcess(
  program: string,
  environment: Readonly<Record<string, string>>,
  { memoryMiB, within }: JobProcessOptions = {},
): JobProcess {
  const startedAt = performance.now();
  const group = memoryMiB === undefined ? undefined : createMemoryCgroup(memoryMiB, within);
  const node = [process.execPath, program];
  const enter = ["/bin/sh", "-c", 'echo $$ > "$0" && exec "$@"', group?.entrance ?? ""];
  const [command = "", ...words] = group === undefined ? node : [...enter, ...node];
  const child = spawn(command, words, { env: { ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  const stdout = textOf(child, "stdout");
  const stderr = textOf(child, "stderr");
  const log = () => linesOf(stdout());
  let peakMiB = 0;
  const sampler = setInterval(() => {
    peakMiB = Math.max(peakMiB, peakOf(child.pid));
  }, SAMPLE_MS);
  const onExit = () => child.kill("SIGKILL");
  process.once("exit", onExit);
  const ended = new Promise<JobEnd>((resolve) => {
    child.once("close", (code, signal) => {
      clearInterval(sampler);
      process.off("exit", onExit);
      const milliseconds = Math.round(performance.now() - startedAt);
      const chargedMiB = group?.peakMiB();
      group?.remove();
      resolve({ status: code ?? signal, log: log(), stderr: stderr(), peakMiB, chargedMiB, milliseconds });
    });
  });
  const until = (message: string) =>
    new Promise<void>((resolve) => {
      const look = () => log().some(({ msg }) => msg === message) && resolve();
      child.stdout.on("data", look);
      look();
    });
  return { kill: (signal) => child.kill(signal), log, until, ended };
}

/** Runs it to its end. */
export function runJobProcess(
  program: string,
  environment: Readonly<Record<string, string>>,
  options?: JobProcessOptions,
): Promise<JobEnd> {
  return startJobProcess(program, environment, options).ended;
}

/** One line for a table of measurements. */
export function memoryLine(what: string, { peakMiB, chargedMiB, milliseconds }: JobEnd): string {
  return `${what}: resident ${peakMiB} MiB, charged ${chargedMiB ?? "?"} MiB, ${milliseconds} ms\n`;
}

function textOf(child: ChildProcess, stream: "stdout" | "stderr"): () => string {
  let text = "";
  child[stream]?.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  return () => text;
}

/** Whole lines only: a process that was killed may leave half a line. */
function linesOf(text: string): JobEnd["log"] {
  const whole = text.slice(0, text.lastIndexOf("\n") + 1);
  return whole
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** `VmHWM`: the kernel's own high-water mark, so the sampling interval costs no precision but for the last moments. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    return Math.round(Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 102.4) / 10;
  } catch {
    return 0;
  }
}
