import { environmentNamed } from "../../environments/environment";
import { connect } from "../day-two/aws";
import { explained } from "../day-two/refusal";
import { copyStacks, type StackDocument, type SynthesizedStack } from "../rehearsal/synthesized";
import { adoptionClients } from "../terraform/adoption/clients";
import { explainOutside } from "../terraform/adoption/explain";
import { type Look, look } from "../terraform/adoption/look";
import type { Tags } from "../terraform/adoption/thing";
import { callersEnv, pinnedTerraform } from "../terraform/callers-own";
import { Terraform } from "../terraform/terraform";
import { projectRoot } from "./project";
import { scratchFolder } from "./scratch-folder";

/** A stack, and what was seen of it. */
export interface SeenStack {
  readonly stack: SynthesizedStack;
  readonly seen: Look;
  /** For people. */
  readonly text: string;
}

/**
 * Looks at stacks of an environment, dependencies first, with the caller's own credentials. Changes nothing but a lock.
 *
 * @param unlock the id of a lock to take away, because its holder is dead
 */
export async function lookAt(
  environment: string,
  stacks: readonly SynthesizedStack[],
  unlock?: string,
): Promise<SeenStack[]> {
  const target = environmentNamed(environment);
  const { region } = target;
  const { account } = await connect(target).catch((error: unknown) => {
    throw explained(error, environment);
  });
  const clients = adoptionClients({ region });
  const binary = await pinnedTerraform(projectRoot);
  await using scratch = await scratchFolder("adopt");
  const found: SeenStack[] = [];
  for (const stack of stacks) {
    process.stderr.write(`looking for what ${stack.name} has outside its state\n`);
    const [copy] = await copyStacks([stack], scratch.path);
    const terraform = new Terraform({ binary, folder: copy?.folder ?? "", env: callersEnv() });
    const looking = { terraform, place: { account, region }, clients, tags: defaultTags(stack.document) };
    const seen = await look(looking, unlock);
    found.push({ stack, seen, text: textOf(stack.name, seen, region) });
  }
  return found;
}

function textOf(stack: string, seen: Look, region: string): string {
  switch (seen.kind) {
    case "seen":
      return explainOutside(stack, seen.outside, region);
    case "locked":
      return seen.text;
    case "later":
      return `${stack} can not be planned before what it stands on is deployed: look at it again after that`;
    case "no bucket":
      return `there is no bucket for the state of ${stack}, so nothing of it was ever deployed: npx stowage bootstrap`;
  }
}

/** The tags that the provider gives to everything of a stack. */
function defaultTags({ provider }: StackDocument): Tags {
  const [first] = provider.aws;
  const blocks = [first?.default_tags ?? []].flat();
  const tags = blocks.flatMap((block) => Object.entries((block as { tags?: object }).tags ?? {}));
  return Object.fromEntries(tags.map(([key, value]) => [key, String(value)]));
}
