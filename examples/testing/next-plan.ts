import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { emulatorEnvironment } from "../../ops/terraform/environment";
import type { PlannedChange } from "../../ops/terraform/plan";
import { Terraform } from "../../ops/terraform/terraform";
import { machinePlaces } from "../../ops/tools/places";
import { findTools } from "../../ops/tools/tools";

const projectRoot = path.resolve(import.meta.dirname, "../..");
/** Read by Terraform after every other file of variables. */
const VARIABLES = "zz-next.auto.tfvars.json";
const PLAN = "next.plan";

/** Terraform on the rehearsal's own copy of an example, for what comes after the first apply. */
export class NextPlan {
  readonly #terraform: Terraform;

  private constructor(terraform: Terraform) {
    this.#terraform = terraform;
  }

  static async of(system: AppliedSystem, stack: string): Promise<NextPlan> {
    const { terraform } = await findTools(machinePlaces(projectRoot), { install: false });
    const { workFolder, url, region } = system;
    const inWork = (name: string) => path.join(workFolder, name);
    const aws = { config: inWork("aws-config"), credentials: inWork("aws-credentials") };
    const env = emulatorEnvironment({ url, region }, aws, inWork("terraform.rc"));
    return new NextPlan(new Terraform({ binary: terraform.path, folder: inWork(stack), env }));
  }

  /** Sets variables for every plan from now on. */
  async set(variables: Readonly<Record<string, unknown>>): Promise<void> {
    await writeFile(path.join(this.#terraform.folder, VARIABLES), JSON.stringify(variables));
  }

  /** Changes what was synthesized, as another program would have. */
  async edit(change: (text: string) => string): Promise<void> {
    const file = path.join(this.#terraform.folder, "cdk.tf.json");
    await writeFile(file, change(await readFile(file, "utf8")));
  }

  /** What would change now, by resource type and action, such as `aws_lb_listener_rule: update`. */
  async changes(): Promise<string[]> {
    await this.#terraform.plan(PLAN);
    const { changes } = await this.#terraform.showPlan(PLAN);
    return changes.filter(isChange).map(describe).sort();
  }

  /** Carries the last plan out. */
  async apply(): Promise<void> {
    await this.#terraform.apply(PLAN);
  }
}

function isChange({ actions }: PlannedChange): boolean {
  return actions.some((action) => action !== "no-op" && action !== "read");
}

function describe({ type, actions }: PlannedChange): string {
  return `${type}: ${actions.join(" and ")}`;
}
