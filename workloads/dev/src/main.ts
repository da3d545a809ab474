import { rmSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { createDevServer, type Programs } from "./dev-server";
import { listenToKeys } from "./keyboard";
import { walkThrough } from "./walk-through";

export interface MainOptions {
  /** The project's folder. */
  readonly root: string;
  /** This program's own file, removed once it is loaded. */
  readonly program: string;
  readonly programs: Programs;
  readonly flags: readonly string[];
}

const HELP = `Usage: npm run dev [-- --once] [-- --data FOLDER]

Runs the whole product on this machine: PostgreSQL, backend, mail catcher and a demo shop to watch; scraper and
notifier on demand.

  --data FOLDER  where the database is kept between two runs; .local when left out
  --once         with an empty database of its own: create a watch and a subscription, run scraper and notifier, print
                 the mail that arrived, and exit (0 when it did)
  --help         this text
`;

const flagTypes = { once: { type: "boolean" }, help: { type: "boolean" }, data: { type: "string" } } as const;

/** Runs until it is told to stop, or through the walk-through once. */
export async function main({ root, program, programs, flags }: MainOptions): Promise<void> {
  rmSync(program, { force: true });
  let chosen: { once?: boolean; help?: boolean; data?: string };
  try {
    chosen = parseArgs({ args: [...flags], options: flagTypes }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${HELP}`);
    process.exitCode = 1;
    return;
  }
  if (chosen.help === true) return void process.stdout.write(HELP);
  await run(programs, chosen.once === true ? undefined : resolve(root, chosen.data ?? ".local"));
}

/** @param folder where data is kept; undefined for the walk-through */
async function run(programs: Programs, folder: string | undefined): Promise<void> {
  const server = createDevServer({ programs, folder });
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopping ??= server.stop();
    return stopping;
  };
  const leave = () => void stop().then(() => process.exit());
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, leave);
  try {
    const running = await server.start();
    if (folder === undefined) {
      await walkThrough(running);
      await stop();
    } else {
      await running.seed();
      process.stdout.write(running.welcome);
      listenToKeys(running, leave);
    }
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    await stop();
  }
}
