import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { apiToken, memoryOf, signingKey } from "../../workloads/backend/testing/backend-process";
import { freePort } from "../../workloads/shared/testing/free-port";
import { waitFor } from "../../workloads/shared/testing/wait-for";

export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly child: ChildProcess;
}

interface Program {
  readonly name: string;
  readonly command: string;
  readonly arguments: (port: number) => readonly string[];
}

/** Starts everything that this machine has, each with one process for requests and five connections. */
export async function startContestants(root: string, databaseUrl: string, secret: string) {
  const python = pythonWithFlask();
  const bundle = join(root, ".build/workloads/backend/main.cjs");
  const programs: Program[] = [
    {
      name: "bare node:http",
      command: process.execPath,
      arguments: () => [join(root, ".build/bench/backend/bare.mjs")],
    },
    { name: "backend", command: process.execPath, arguments: () => [bundle] },
  ];
  if (python !== undefined) {
    const app = ["--chdir", join(root, "bench/backend"), "flask_app:app"];
    const flags = (port: number) => [
      "-m",
      "gunicorn",
      "--bind",
      `127.0.0.1:${port}`,
      "--workers",
      "1",
      "--threads",
      "8",
      ...app,
    ];
    programs.push({ name: "Flask, gunicorn", command: python, arguments: flags });
  }
  const contestants = [];
  for (const program of programs) contestants.push(await start(program, databaseUrl, secret));
  return {
    contestants,
    absent: python === undefined ? "Flask, gunicorn: no Python here has flask, gunicorn and psycopg2" : undefined,
  };
}

async function start(program: Program, databaseUrl: string, secret: string): Promise<Contestant> {
  const port = await freePort();
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    DATABASE_SECRET: secret,
    API_TOKEN: apiToken,
    API_TOKENS: apiToken,
    LINK_SIGNING_KEY: signingKey,
    PYTHONDONTWRITEBYTECODE: "1",
    RATE_LIMIT_PER_MINUTE: "0",
  };
  const child = spawn(program.command, program.arguments(port), { env, stdio: ["ignore", "ignore", "ignore"] });
  const url = `http://127.0.0.1:${port}`;
  const headers = { authorization: `Bearer ${apiToken}` };
  await waitFor(`${program.name} to answer`, async () => (await fetch(`${url}/v1/items?limit=20`, { headers })).ok);
  return { name: program.name, url, child };
}

function pythonWithFlask(): string | undefined {
  return ["python3", "/usr/bin/python3"].find(
    (command) => spawnSync(command, ["-c", "import flask, gunicorn, psycopg2; flask.json.provider"]).status === 0,
  );
}

/** Fields of `/proc/<pid>/stat` after the name, counted from the state: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const stat = { parent: 1, userTime: 11, systemTime: 12 } as const;

/** Clock ticks a second; 100 on every Linux that Node supports. */
const TICKS = 100;

/** What a process and all its children have used since they started. */
export interface Usage {
  /** Sum of their peaks of resident memory, in MiB. */
  readonly peak: number;
  /** Processor time, in seconds. */
  readonly cpu: number;
}

export function usageOf(child: ChildProcess): Usage {
  const all = new Map(
    readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .map((name) => [Number(name), statOf(name)] as const),
  );
  const family = new Set([child.pid ?? 0]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const [pid, fields] of all) if (family.has(fields[stat.parent] ?? 0)) family.add(pid);
  }
  const cpuOf = (pid: number) => (all.get(pid)?.[stat.userTime] ?? 0) + (all.get(pid)?.[stat.systemTime] ?? 0);
  return {
    peak: [...family].reduce((sum, pid) => sum + memoryOf(pid).peak, 0),
    cpu: [...family].reduce((sum, pid) => sum + cpuOf(pid), 0) / TICKS,
  };
}

function statOf(pid: string): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "utf8");
    return text
      .slice(text.lastIndexOf(")") + 2)
      .split(" ")
      .map(Number);
  } catch {
    // The process ended between the listing and the reading.
    return [];
  }
}
