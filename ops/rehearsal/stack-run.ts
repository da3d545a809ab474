import type { ResourceEvent } from "../terraform/messages";
import type { Plan } from "../terraform/plan";
import type { Terraform } from "../terraform/terraform";
import type { AwsClients } from "./aws-clients";
import { type Mismatch, type ReadBackResult, readBack } from "./read-back/read-back";
import type { Note, StepLog } from "./steps";

const PLAN = "stowage.plan";
const SECOND_PLAN = "stowage-second.plan";

/** The steps of one stack's life in a rehearsal, each of them logged. */
export class StackRun {
  readonly name: string;
  readonly terraform: Terraform;
  readonly #log: StepLog;

  constructor(name: string, terraform: Terraform, log: StepLog) {
    this.name = name;
    this.terraform = terraform;
    this.#log = log;
  }

  /** Needs neither a backend nor the emulator. */
  async validate(): Promise<void> {
    await this.#log.run(this.name, "validate", async () => {
      await this.terraform.init({ backend: false });
      await this.terraform.validate();
    });
  }

  /** Init, plan and apply; gives back what was planned. */
  async apply(): Promise<Plan> {
    await this.#log.run(this.name, "init", () => this.terraform.init());
    const planned = await this.#log.run(
      this.name,
      "plan",
      () => this.terraform.plan(PLAN),
      ({ counts }) => `${counts.add} to add`,
    );
    // Reading the plan takes seconds of its own, which the apply spends waiting for AWS.
    const [plan] = await Promise.all([
      this.terraform.showPlan(PLAN),
      this.#log.run(
        this.name,
        "apply",
        (note) => this.terraform.apply(PLAN, progress(planned.counts.add, note)),
        ({ add }) => `${add} added`,
      ),
    ]);
    return plan;
  }

  /** A second plan, which must not want to change anything. */
  async planAgain(): Promise<void> {
    await this.#log.run(
      this.name,
      "plan again",
      async () => {
        const { add, change, remove } = (await this.terraform.plan(SECOND_PLAN)).counts;
        if (add + change + remove > 0) {
          const diff = await this.terraform.describePlan(SECOND_PLAN);
          throw new Error(`${add} to add, ${change} to change, ${remove} to destroy right after the apply\n${diff}`);
        }
      },
      () => "no changes",
    );
  }

  /** Compares what AWS has with what was planned. */
  async readBack(plan: Plan, aws: AwsClients): Promise<void> {
    await this.#log.run(
      this.name,
      "read back",
      async () => {
        const { resources } = await this.terraform.pullState();
        const result = await readBack(plan.resources, resources, aws);
        if (result.mismatches.length > 0) throw new Error(describeMismatches(result.mismatches));
        return { ...result, resources: resources.length };
      },
      describeResult,
    );
  }

  async destroy(): Promise<void> {
    await this.#log.run(
      this.name,
      "destroy",
      (note) => this.terraform.destroy(progress(undefined, note)),
      ({ remove }) => `${remove} destroyed`,
    );
  }
}

function describeResult({ compared, resources, unread }: ReadBackResult & { resources: number }): string {
  const without = unread.length === 0 ? "" : `; not read back: ${unread.join(", ")}`;
  return `${compared} values of ${resources} resources as asked${without}`;
}

export function describeMismatches(mismatches: readonly Mismatch[]): string {
  const lines = mismatches.map(
    ({ where, what, asked, got }) =>
      `  ${where} ${what}: asked for ${JSON.stringify(asked)}, got ${JSON.stringify(got)}`,
  );
  return [`${mismatches.length} values are not as they were asked for`, ...lines].join("\n");
}

/** Counts finished resources, and names the one that takes longest at the moment. */
export function progress(total: number | undefined, note: Note): (event: ResourceEvent) => void {
  let finished = 0;
  return ({ kind, address, elapsedSeconds }) => {
    if (kind === "complete") finished++;
    if (kind === "progress")
      note(`${finished}${total === undefined ? "" : ` of ${total}`} done, ${address} for ${elapsedSeconds} s`);
  };
}
