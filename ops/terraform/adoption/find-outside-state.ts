import { rm } from "node:fs/promises";
import path from "node:path";
import { DescribeSecurityGroupRulesCommand } from "@aws-sdk/client-ec2";
import type { Diagnostic } from "../messages";
import type { PlannedChange } from "../plan";
import type { Terraform } from "../terraform";
import type { AdoptionClients } from "./clients";
import { type Adoption, IMPORTS_FILE } from "./import-blocks";
import { type AwsPlace, importId } from "./import-ids";
import { lookupOf } from "./lookups";
import { planFound } from "./plan-found";
import { strangersAmong } from "./strangers";
import { everythingTagged } from "./tagged-things";
import type { Tags, Thing } from "./thing";
import { vpcContents } from "./vpc-contents";

/** What exists although the state does not know it. */
export interface OutsideState {
  /** What the configuration wants and would create a second time. */
  readonly adoptions: readonly Adoption[];
  /** What carries the stack's tags while the state holds another in its place, or nothing wants it. */
  readonly strangers: readonly Thing[];
}

export interface Looking {
  readonly terraform: Pick<Terraform, "folder" | "init" | "plan" | "showPlan" | "forceUnlock">;
  readonly place: AwsPlace;
  readonly clients: AdoptionClients;
  /** Tags that everything of the stack carries and nothing else does. Without any, no stranger can be told. */
  readonly tags: Tags;
}

const PLAN = "stowage-adoption.plan";
/** Each round can name resources that hang on those of the round before: VPC, route table, route. */
const MOST_ROUNDS = 8;

/** Whether an apply failed because something is there already, as the many services of AWS put it. */
export function meetsExisting(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some(({ summary, detail }) => ALREADY_THERE.test(`${summary} ${detail}`));
}

const ALREADY_THERE =
  /already ?(exist|own)|AlreadyExists|ResourceExists|NameExists|\.Duplicate\b|Duplicate\w+Name|not idempotent|must be imported/i;

/**
 * Finds what an interrupted run created and did not get into the state: for every resource that a plan would create it
 * asks whether it is there, and what else carries the stack's tags is a stranger. Nothing is changed; the stack's folder
 * is left as it was.
 *
 * Terraform saves its state every twenty seconds at most, so that a killed apply can leave a good deal behind.
 */
export async function findOutsideState(looking: Looking): Promise<OutsideState> {
  const { terraform, clients, tags } = looking;
  const search = new Search(looking);
  try {
    await search.plan();
    const tagged = Object.keys(tags).length === 0 ? [] : await everythingTagged(tags, clients);
    await search.chooseVpcs();
    const inside = await search.contentsOfStrangeVpcs(tagged);
    await search.adoptTheRest(new Set(inside.map(keyOf)));
    const untagged = await search.openingsOfNewGroups();
    const strangers = await strangersAmong([...tagged, ...inside, ...untagged], search.known, clients);
    return { adoptions: search.adoptions.toSorted((a, b) => (a.address < b.address ? -1 : 1)), strangers };
  } finally {
    await rm(path.join(terraform.folder, IMPORTS_FILE), { force: true });
    await rm(path.join(terraform.folder, PLAN), { force: true });
  }
}

class Search {
  readonly #looking: Looking;
  adoptions: readonly Adoption[] = [];
  /** Ids and ARNs of what the state holds and of what has been found. */
  known: ReadonlySet<string> = new Set();
  /** Those of `adoptions` that Terraform has imported in a plan. */
  #verified: readonly Adoption[] = [];
  #creations: readonly PlannedChange[] = [];
  readonly #asked = new Set<string>();

  constructor(looking: Looking) {
    this.#looking = looking;
  }

  /** Plans with import blocks for what was found so far, and forgets those that Terraform does not find. */
  async plan(): Promise<void> {
    const { terraform } = this.#looking;
    this.adoptions = await planFound(terraform, PLAN, this.#verified, this.adoptions.slice(this.#verified.length));
    this.#verified = this.adoptions;
    const { changes } = await terraform.showPlan(PLAN);
    this.#creations = changes.filter(({ actions }) => actions.length === 1 && actions[0] === "create");
    this.known = new Set([
      ...this.adoptions.map(({ id }) => id),
      ...changes.flatMap(({ before }) => [before?.id, before?.arn].filter((value) => typeof value === "string")),
    ]);
  }

  /** VPCs come first: what stands in a strange one must not be adopted. Of several, the one that holds most. */
  async chooseVpcs(): Promise<void> {
    const { clients } = this.#looking;
    const wanted = this.#creations.filter(({ type }) => type === "aws_vpc");
    for (const change of wanted) {
      const ids = await this.#idsOf(change);
      const sizes = await Promise.all(ids.map(async (id) => ({ id, size: (await vpcContents(id, clients)).length })));
      const fullest = sizes.toSorted((a, b) => b.size - a.size || (a.id < b.id ? -1 : 1))[0];
      this.#asked.add(change.address);
      if (fullest !== undefined) this.#found(change, fullest.id);
    }
  }

  async contentsOfStrangeVpcs(tagged: readonly Thing[]): Promise<Thing[]> {
    const ours = new Set([...this.known, ...this.adoptions.map(({ id }) => id)]);
    const strange = tagged.filter(({ kind, id }) => kind === "ec2:vpc" && !ours.has(id));
    return (await Promise.all(strange.map(({ id }) => vpcContents(id, this.#looking.clients)))).flat();
  }

  /** Round by round, because the id of one thing is how the next one is found. */
  async adoptTheRest(strange: ReadonlySet<string>): Promise<void> {
    let planned = 0;
    for (let round = 0; round < MOST_ROUNDS; round++) {
      for (const change of this.#creations.filter(({ address }) => !this.#asked.has(address))) {
        // of several that look alike any will do: the others become strangers
        const ids = await this.#idsOf(change);
        const [id] = ids.filter((one) => !strange.has(one) && !strange.has(`${change.type} ${one}`)).toSorted();
        if (id === undefined) continue;
        this.#found(change, id);
      }
      if (this.adoptions.length === planned) return;
      await this.plan();
      planned = this.adoptions.length;
    }
  }

  /**
   * EC2 gives a new group a rule that lets everything out. The provider takes it away at once; a run that was killed
   * between the two leaves it, without a tag.
   */
  async openingsOfNewGroups(): Promise<Thing[]> {
    const groups = this.adoptions.filter(({ id }) => /^sg-/.test(id)).map(({ id }) => id);
    if (groups.length === 0) return [];
    const Filters = [{ Name: "group-id", Values: groups }];
    const { SecurityGroupRules = [] } = await this.#looking.clients.ec2.send(
      new DescribeSecurityGroupRulesCommand({ Filters }),
    );
    return SecurityGroupRules.filter(({ IsEgress, Tags = [] }) => IsEgress && Tags.length === 0).map(
      ({ SecurityGroupRuleId: id = "", GroupId: on = "" }) => ({
        kind: "ec2:security-group-rule",
        id,
        on,
        egress: true,
      }),
    );
  }

  #found({ address }: PlannedChange, id: string): void {
    this.#asked.add(address);
    this.adoptions = [...this.adoptions, { address, id }];
  }

  async #idsOf({ type, after }: PlannedChange): Promise<string[]> {
    const { place, clients } = this.#looking;
    const values = after ?? {};
    const id = importId(type, values, place);
    if (id !== undefined) return [id];
    const drawn = (await lookupOf(type)?.find(values, clients)) ?? [];
    return drawn.filter((one) => !this.known.has(one) && !this.adoptions.some((adoption) => adoption.id === one));
  }
}

/** By what a thing would be imported; the names of groups are not theirs alone. */
function keyOf({ kind, id }: Thing): string {
  return kind === "autoscaling:autoScalingGroup" ? `aws_autoscaling_group ${id.split("/").at(-1)}` : id;
}
