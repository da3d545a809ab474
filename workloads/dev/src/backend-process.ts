import { type ChildProcess, spawn } from "node:child_process";
import { waitFor } from "../../shared/testing/wait-for";

/** The backend as a process of its own. */
export interface BackendProcess {
  /** Sends SIGTERM and waits for the end. */
  stop(): Promise<void>;
}

/** Log lines of requests are shown only from this level on; the rest of a developer's screen is for what matters. */
const SHOWN = /"level":"(?:warn|error)"/;

/** Starts the bundled backend and waits until it is ready. */
export async function startBackendProcess(
  program: string,
  url: string,
  environment: Readonly<Record<string, string>>,
): Promise<BackendProcess> {
  // In a group of its own: Ctrl-C reaches this program only, which then stops everything in order.
  const child = spawn(process.execPath, [program], {
    env: environment,
    stdio: ["ignore", "pipe", "inherit"],
    detached: true,
  });
  process.once("exit", () => child.kill("SIGKILL"));
  let last = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = text.split("\n").filter((line) => line !== "");
    last = lines.at(-1) ?? last;
    for (const line of lines) if (SHOWN.test(line)) process.stdout.write(`${line}\n`);
  });
  await waitFor("the backend to be ready", async () => {
    if (hasEnded(child)) return true;
    return (await fetch(`${url}/readyz`)).ok;
  });
  if (hasEnded(child)) throw new Error(`the backend ended: ${last}`);
  return { stop: () => stop(child) };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess): Promise<void> {
  if (hasEnded(child)) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  await ended;
}
