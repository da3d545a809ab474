import { explainLock, type LockHolder, lockHolder } from "./lock";
import { type ChangeCounts, type Diagnostic, type PlannedAction, parseMessage, type ResourceEvent } from "./messages";
import { type Plan, parsePlan, parseState, type State } from "./plan";
import { type Finished, runTerraform } from "./process";

export interface TerraformSettings {
  /** The program. */
  readonly binary: string;
  /** The folder of the configuration. */
  readonly folder: string;
  /** The whole environment of every command; nothing of the caller's own is added. */
  readonly env: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Wraps every command, to bound how many run at once. */
  readonly limit?: <T>(run: () => Promise<T>) => Promise<T>;
  /** What stands before an error about a resource. @default its address */
  readonly describeAddress?: (address: string) => string;
  /** Called with the errors of every command that failed. */
  readonly onErrors?: (diagnostics: readonly Diagnostic[]) => void;
}

export interface InitOptions {
  /** `false` leaves the backend alone: enough for `validate`. `migrate` moves the state from where it was. */
  readonly backend?: "configured" | "migrate" | false;
  /** The file of a local backend. @default terraform.tfstate, as Terraform has it */
  readonly localState?: string;
}

/** What a plan would do. */
export interface PlanSummary {
  readonly counts: ChangeCounts;
  /** One per resource that would be touched. */
  readonly planned: readonly PlannedAction[];
  /** In Terraform's words, such as those of a `check` block. */
  readonly warnings: readonly string[];
}

/** A Terraform command that failed, with Terraform's own diagnostics and what this project can add to them. */
export class TerraformError extends Error {
  readonly command: string;
  readonly diagnostics: readonly Diagnostic[];
  /** Who holds the state, when that is why it failed. */
  readonly lock: LockHolder | undefined;

  constructor(
    command: string,
    diagnostics: readonly Diagnostic[],
    otherwise: string,
    describeAddress?: (address: string) => string,
  ) {
    const lock = lockHolder(diagnostics);
    const words = diagnostics.length > 0 ? diagnostics.map((it) => describe(it, describeAddress)) : [otherwise.trim()];
    const advice = lock === undefined ? [] : [explainLock(lock)];
    super([`terraform ${command} failed`, ...advice, ...words].join("\n"));
    this.name = "TerraformError";
    this.command = command;
    this.diagnostics = diagnostics;
    this.lock = lock;
  }
}

/** One Terraform configuration in one folder, and the commands of its life. */
export class Terraform {
  readonly folder: string;
  readonly #settings: TerraformSettings;

  constructor(settings: TerraformSettings) {
    this.folder = settings.folder;
    this.#settings = settings;
  }

  /** @throws TerraformError as every command does */
  async init({ backend = "configured", localState }: InitOptions = {}): Promise<void> {
    const place = localState === undefined ? [] : [`-backend-config=path=${localState}`];
    if (backend === "migrate") {
      // asks nothing, yet Terraform refuses to migrate with -json
      await this.#print(["init", "-no-color", "-migrate-state", "-force-copy", ...place]);
    } else {
      await this.#run(["init", "-json", backend === false ? "-backend=false" : "-reconfigure", ...place]);
    }
  }

  async validate(): Promise<void> {
    const { exitCode, stdout, stderr } = await this.#start(["validate", "-json"]);
    if (exitCode !== 0) {
      throw new TerraformError("validate", validationErrors(stdout), stderr || stdout);
    }
  }

  /** Saves a plan and says what it would change. */
  async plan(out: string, variables: Readonly<Record<string, string>> = {}): Promise<PlanSummary> {
    return this.#run(["plan", "-json", `-out=${out}`, ...given(variables)]);
  }

  /** Carries out a saved plan, or whatever there is to do with these variables. */
  async apply(
    what: string | Readonly<Record<string, string>> = {},
    onResource?: (event: ResourceEvent) => void,
  ): Promise<ChangeCounts> {
    const planned = typeof what === "string" ? [what] : ["-auto-approve", ...given(what)];
    const seen = await this.#run(["apply", "-json", ...planned], onResource);
    return seen.counts;
  }

  /** Destroys everything that the state knows. */
  async destroy(onResource?: (event: ResourceEvent) => void): Promise<ChangeCounts> {
    const seen = await this.#run(["destroy", "-json", "-auto-approve"], onResource);
    return seen.counts;
  }

  async showPlan(plan: string): Promise<Plan> {
    return parsePlan(await this.#print(["show", "-json", plan]));
  }

  /** A saved plan in Terraform's words for people. */
  async describePlan(plan: string): Promise<string> {
    return (await this.#print(["show", "-no-color", plan])).trim();
  }

  async pullState(): Promise<State> {
    return parseState(await this.#print(["state", "pull"]));
  }

  /** The addresses of everything in the state. */
  async stateList(): Promise<string[]> {
    return (await this.#print(["state", "list"])).split("\n").filter((line) => line !== "");
  }

  /** Output values by name, JSON-encoded types as they are; sensitive ones are left out. */
  async output(): Promise<Record<string, unknown>> {
    const outputs = JSON.parse(await this.#print(["output", "-json"])) as Record<
      string,
      { value: unknown; sensitive: boolean }
    >;
    return Object.fromEntries(
      Object.entries(outputs).flatMap(([name, { value, sensitive }]) => (sensitive ? [] : [[name, value]])),
    );
  }

  /** Takes a lock away whose holder is dead. */
  async forceUnlock(lockId: string): Promise<void> {
    await this.#print(["force-unlock", "-force", lockId]);
  }

  async #run(args: string[], onResource?: (event: ResourceEvent) => void): Promise<PlanSummary> {
    const diagnostics: Diagnostic[] = [];
    const planned: PlannedAction[] = [];
    let counts: ChangeCounts = { add: 0, change: 0, remove: 0 };
    const onLine = (line: string) => {
      const message = parseMessage(line);
      if (message === undefined) return;
      if ("diagnostic" in message) diagnostics.push(message.diagnostic);
      else if ("planned" in message) planned.push(message.planned);
      else if ("counts" in message) counts = message.counts;
      else onResource?.(message.resource);
    };
    const finished = await this.#start(args, onLine);
    if (finished.exitCode !== 0) {
      const errors = errorsOf(diagnostics);
      this.#settings.onErrors?.(errors);
      const otherwise = finished.stderr || lastLines(finished.stdout);
      throw new TerraformError(args[0] ?? "", errors, otherwise, this.#settings.describeAddress);
    }
    const warnings = diagnostics.filter(({ severity }) => severity === "warning");
    return { counts, planned, warnings: warnings.map((warning) => describe(warning, this.#settings.describeAddress)) };
  }

  async #print(args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.#start(args);
    if (exitCode !== 0) {
      throw new TerraformError(args.filter((word) => !word.startsWith("-")).join(" "), [], stderr || lastLines(stdout));
    }
    return stdout;
  }

  async #start(args: string[], onLine?: (line: string) => void): Promise<Finished> {
    const { binary, folder, env, signal, limit = (run) => run() } = this.#settings;
    return limit(() =>
      runTerraform(binary, args, {
        cwd: folder,
        env,
        ...(signal === undefined ? {} : { signal }),
        ...(onLine === undefined ? {} : { onLine }),
      }),
    );
  }
}

function given(variables: Readonly<Record<string, string>>): string[] {
  return Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`);
}

function errorsOf(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  return diagnostics.filter(({ severity }) => severity === "error");
}

function validationErrors(stdout: string): Diagnostic[] {
  const { diagnostics = [] } = JSON.parse(stdout || "{}") as { diagnostics?: Diagnostic[] };
  return errorsOf(diagnostics.map((diagnostic) => ({ ...diagnostic, detail: diagnostic.detail ?? "" })));
}

/** A diagnostic in words; `describeAddress` adds to an address what is known of it. */
function describe(
  { summary, detail, address }: Diagnostic,
  describeAddress: (address: string) => string = (address) => address,
): string {
  const where = address === undefined ? "" : `${describeAddress(address)}: `;
  return `${where}${summary}${detail === "" ? "" : `\n${detail.trim()}`}`;
}

function lastLines(text: string): string {
  return text.split("\n").slice(-20).join("\n");
}
