import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa, type ResultPromise } from "execa";
import { writeRunnable } from "../runnable";

const here = import.meta.dirname;
const PATH = "/stand-in:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
/** The instance that the metadata service says it is. */
export const INSTANCE = "i-0123456789abcdef0";

/** A program that takes the place of one of the host's. Every call is written down first. */
export interface StandIn {
  readonly command: string;
  /** Lines of Bash. @default - succeeds */
  readonly does?: string;
}

export interface Ran {
  readonly status: number | undefined;
  readonly output: string;
}

/**
 * A host whose disk is a folder: programs and settings of this machine, writable for it alone, and a network of its own with
 * what an EC2 instance finds there (sandbox.sh, world.py). `boot` starts it, again and again.
 */
export class Host implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), "stowage-host-"));
  readonly root = join(this.folder, "root");
  readonly relay = join(this.folder, "aws.sock");
  #running: Running | undefined;

  constructor(standIns: readonly StandIn[]) {
    mkdirSync(join(this.root, "enabled"), { recursive: true });
    writeFileSync(join(this.root, "calls"), "");
    this.metadata({});
    for (const standIn of standIns) this.standIn(standIn);
  }

  /** Whether the metadata service fails, and the instance it is asked by. */
  metadata(changes: { readonly failing?: boolean; readonly instance?: string }): void {
    writeFileSync(join(this.folder, "metadata.json"), JSON.stringify({ instance: INSTANCE, ...changes }));
  }

  standIn({ command, does = "" }: StandIn): void {
    const text = `#!/bin/bash\necho ${command} "$*" >> /calls\n${does}\n`;
    writeRunnable(join(this.root, "stand-in", command), text);
  }

  /** Every call of a stand-in so far, in order. */
  get calls(): string[] {
    return readFileSync(join(this.root, "calls"), "utf8").split("\n").filter(Boolean);
  }

  /** What `logger` sent so far. */
  get journal(): string {
    const file = join(this.root, "journal");
    return existsSync(file) ? readFileSync(file, "utf8") : "";
  }

  /** A file as the host has it, or undefined. */
  async file(path: string): Promise<string | undefined> {
    const { status, output } = await this.run(`cat '${path}'`);
    return status === 0 ? output : undefined;
  }

  /** A fresh kernel, as far as namespaces go: no rules, no forwarding, no swap. Then what `rc` does, as root. */
  async boot(rc: string): Promise<Ran> {
    await this.#running?.[Symbol.asyncDispose]();
    this.#running = await Running.start(this.root, this.relay);
    return this.run(rc);
  }

  /** Runs Bash in the host, with the environment that cloud-init gives: nearly none. */
  run(script: string): Promise<Ran> {
    const environment = ["AWS_ENDPOINT_URL=http://198.51.100.1:4566", ...NO_CONFIGURATION, `PATH=${PATH}`];
    return this.#enter(["chroot", this.root, "env", "-i", ...environment, "bash"], script);
  }

  /** What a container behind Docker's bridge gets from an address; undefined when it does not answer. */
  async containerReaches(url: string): Promise<string | undefined> {
    const curl = ["ip", "netns", "exec", "container", "curl", "-s", "-m", "2", ...TOKEN, url];
    const { status, output } = await this.#enter(curl, "");
    return status === 0 ? output : undefined;
  }

  async #enter(command: readonly string[], input: string): Promise<Ran> {
    const pid = this.#running?.pid;
    if (pid === undefined) throw new Error("the host does not run");
    const inside = ["--target", String(pid), "--mount", "--net", "--pid", "--", ...command];
    const { exitCode, all } = await execa("nsenter", inside, { input, all: true, reject: false });
    return { status: exitCode, output: all };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#running?.[Symbol.asyncDispose]();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

const TOKEN = ["-H", "X-aws-ec2-metadata-token: token-of-this-instance"];
/** The machine's own AWS configuration is not the host's. */
const NO_CONFIGURATION = ["AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null"];

/** One life of a host between two boots. */
class Running implements AsyncDisposable {
  private constructor(
    readonly pid: number,
    private readonly processes: readonly ResultPromise<{ reject: false }>[],
  ) {}

  static async start(root: string, relay: string): Promise<Running> {
    const namespaces = ["--mount", "--net", "--pid", "--fork", "--kill-child"];
    const host = execa("unshare", [...namespaces, "bash", join(here, "sandbox.sh"), root], { reject: false });
    const pid = Number((await firstLine(host)).split(" ")[1]);
    const inside = ["--target", String(pid), "--mount", "--net", "--pid", "--"];
    const services = [
      ["ip", "netns", "exec", "world", "python3", join(here, "world.py"), "world", relay],
      ["python3", join(here, "world.py"), "host", root],
    ].map((command) => execa("nsenter", [...inside, ...command], { reject: false }));
    await Promise.all(services.map(firstLine));
    return new Running(pid, [host, ...services]);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.processes[0]?.stdin?.end();
    await Promise.all(this.processes);
  }
}

/** What a process says once it is ready, or the last that it said when it ends before. */
async function firstLine(process: ResultPromise<{ reject: false }>): Promise<string> {
  const said = await Promise.race([once(process.stdout, "data"), process.then(({ stderr }) => stderr)]);
  if (typeof said === "string") throw new Error(said.trim().split("\n").at(-1));
  return String(said[0]);
}

/** Why no host can be started here, or undefined when one can. */
export async function noHost(commands: readonly string[]): Promise<string | undefined> {
  if (process.platform !== "linux") return "no Linux";
  if (process.getuid?.() !== 0) return "not root";
  for (const command of ["unshare", "nsenter", "ip", "curl", "python3", ...commands]) {
    if ((await execa("sh", ["-c", `command -v ${command}`], { reject: false })).failed) return `no ${command}`;
  }
  try {
    await using host = new Host([]);
    await host.boot("true");
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Where this machine has the AWS CLI, as a line that runs it within a host; undefined when it has none. */
export async function awsCli(): Promise<string | undefined> {
  const { stdout, failed } = await execa("sh", ["-c", "command -v aws"], { reject: false });
  return failed
    ? undefined
    : `[ ! -x /aws-of-the-machine ] || exec /aws-of-the-machine "$@"; exec ${realpathSync(stdout)} "$@"`;
}

/** Why the kernel switches no swap on in a host's folder, or undefined when it does. */
export async function noSwap(): Promise<string | undefined> {
  await using host = new Host([]);
  const file = "/swapfile";
  const made = `(umask 077 && dd if=/dev/zero of=${file} bs=1M count=1 status=none && mkswap -q ${file}) && swapon ${file}`;
  const { status, output } = await host.boot(made);
  return status === 0 ? undefined : output.trim().split("\n").at(-1);
}
