import { findReferences, parseReference, type Step, templateParts } from "../cost/expression";
import { type Json, objectOf } from "../cost/terraform-document";
import { argumentAt, canonicalReference, type Reference } from "./reference";
import { type Block, blocksIn, type SynthesizedStack } from "./synthesized-stack";

export type { Json, JsonObject } from "../cost/terraform-document";
export type { Reference } from "./reference";
export type { Block } from "./synthesized-stack";

/** Remote state of a stack that is not part of this app. */
export interface DanglingReference {
  readonly block: Block;
  /** The stack, as the remote state's name tells it. */
  readonly stack: string;
}

/** Longer chains of outputs are taken for a circle. */
const MAX_DEPTH = 8;
const REMOTE_STATE_NAME = /^cross-stack-reference-input-(.+)$/;
/**
 * All stacks of an app as Terraform will read them, indexed, with references resolved back to the resource that owns
 * them, also through the outputs of other stacks.
 */
export class SynthesizedApp {
  readonly stacks: readonly SynthesizedStack[];
  readonly #byType = new Map<string, Block[]>();
  readonly #byAddress = new Map<SynthesizedStack, Map<string, Block>>();
  readonly #references = new Map<SynthesizedStack, Map<string, readonly Reference[]>>();
  readonly #stackByName: ReadonlyMap<string, SynthesizedStack>;
  readonly #canonical = new Map<SynthesizedStack, Map<string, string>>();

  constructor(stacks: readonly SynthesizedStack[]) {
    this.stacks = stacks;
    this.#stackByName = new Map(stacks.map((stack) => [stack.name, stack]));
    for (const block of stacks.flatMap(blocksIn)) {
      const key = block.mode === "data" ? `data.${block.type}` : block.type;
      const known = this.#byType.get(key);
      if (known === undefined) this.#byType.set(key, [block]);
      else known.push(block);
      inner(this.#byAddress, block.stack).set(block.address, block);
    }
  }

  /** Managed resources of a type, or data sources when the type begins with `data.`. */
  ofType(type: string): readonly Block[] {
    return this.#byType.get(type) ?? [];
  }

  /** Every managed resource, by type. */
  *resources(): Generator<Block> {
    for (const blocks of this.#byType.values()) for (const block of blocks) if (block.mode === "resource") yield block;
  }

  /** The resource at an address of a stack, such as `aws_ecs_cluster.main`. */
  at(stack: SynthesizedStack, address: string): Block | undefined {
    return this.#byAddress.get(stack)?.get(address);
  }

  /** Everything a value refers to, in order, through the outputs of other stacks. */
  references(value: Json | undefined, stack: SynthesizedStack, depth = 0): readonly Reference[] {
    if (typeof value === "string") return value.includes("${") ? this.#inText(value, stack, depth) : [];
    if (typeof value !== "object" || value === null) return [];
    return Object.values(value).flatMap((member: Json) => this.references(member, stack, depth));
  }

  /** The first resource of a type that a value refers to. */
  target(value: Json | undefined, stack: SynthesizedStack, type: string): Block | undefined {
    return this.references(value, stack).find(({ block }) => block.type === type)?.block;
  }

  /** Every resource of a type that a value refers to, each once. */
  targets(value: Json | undefined, stack: SynthesizedStack, type: string): Block[] {
    const found = this.references(value, stack).filter(({ block }) => block.type === type);
    return [...new Set(found.map(({ block }) => block))];
  }

  /** What the argument of a block refers to. */
  follow(block: Block | undefined, argument: string, type: string): Block | undefined {
    return block === undefined ? undefined : this.target(block.body[argument], block.stack, type);
  }

  /**
   * A value that is known before anything is created: a literal, or a reference to an argument that is one. Undefined
   * for everything that only Terraform or AWS knows.
   */
  literal(value: Json | undefined, stack: SynthesizedStack, depth = 0): Json | undefined {
    if (typeof value !== "string" || !value.includes("${")) return value;
    if (depth > MAX_DEPTH) return undefined;
    const parts = templateParts(value);
    const known = parts.map((part) => this.#literalPart(part.expression, stack, depth + 1));
    if (known.some((part) => part === undefined || part === null || typeof part === "object")) {
      return parts.length === 1 && parts[0]?.plain === "" ? known[0] : undefined;
    }
    if (parts.length === 1 && parts[0]?.plain === "") return known[0];
    return parts.map((part, index) => `${part.plain}${String(known[index])}`).join("");
  }

  /** The argument of a block as known text. */
  text(block: Block | undefined, argument: string): string | undefined {
    const value = block === undefined ? undefined : this.literal(block.body[argument], block.stack);
    return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
  }

  /** The argument of a block as a known number. */
  number(block: Block | undefined, argument: string): number | undefined {
    const text = this.text(block, argument);
    const value = text === undefined || text.trim() === "" ? Number.NaN : Number(text);
    return Number.isFinite(value) ? value : undefined;
  }

  /**
   * Text in which every reference is written as `<stack/type.name.attribute>`, the same from whichever stack it is
   * made; account, region and partition as `<account>`, `<region>`, `<partition>`. Two such texts can be compared.
   */
  canonical(text: string, stack: SynthesizedStack): string {
    if (!text.includes("${")) return text;
    const texts = inner(this.#canonical, stack);
    const known = texts.get(text);
    if (known !== undefined) return known;
    const result = templateParts(text)
      .map(
        (part) => part.plain + (part.expression === undefined ? "" : this.#canonicalExpression(part.expression, stack)),
      )
      .join("");
    texts.set(text, result);
    return result;
  }

  /** Remote states that lead to no stack of this app. */
  dangling(): DanglingReference[] {
    return this.ofType("data.terraform_remote_state").flatMap((block) => {
      const stack = REMOTE_STATE_NAME.exec(block.name)?.[1];
      return stack === undefined || this.#producer(block) !== undefined ? [] : [{ block, stack }];
    });
  }

  /** The same cluster, group and role are referred to by hundreds of resources. */
  #inText(text: string, stack: SynthesizedStack, depth: number): readonly Reference[] {
    const known = inner(this.#references, stack).get(text);
    if (known !== undefined || depth > MAX_DEPTH) return known ?? [];
    const found = templateParts(text)
      .flatMap((part) => (part.expression === undefined ? [] : findReferences(part.expression)))
      .flatMap((steps) => this.#follow(steps, stack, depth + 1));
    inner(this.#references, stack).set(text, found);
    return found;
  }

  /** A function of something is not that thing, so it keeps its text. */
  #canonicalExpression(expression: string, stack: SynthesizedStack): string {
    const steps = parseReference(expression);
    const [reference] = steps === undefined ? [] : this.#follow(steps, stack, 0);
    return reference === undefined ? `<${stack.name}/${expression}>` : canonicalReference(reference);
  }

  #literalPart(expression: string | undefined, stack: SynthesizedStack, depth: number): Json | undefined {
    if (expression === undefined) return "";
    const [reference, ...others] = findReferences(expression).flatMap((steps) => this.#follow(steps, stack, depth));
    if (reference === undefined || others.length > 0 || /[(?]/.test(expression)) return undefined;
    const { block, attribute } = reference;
    return block.mode === "data" ? undefined : this.literal(argumentAt(block.body, attribute), block.stack, depth);
  }

  #follow(steps: readonly Step[], stack: SynthesizedStack, depth: number): readonly Reference[] {
    const data = steps[0] === "data";
    const [type, name, ...rest] = data ? steps.slice(1) : steps;
    const block = this.at(stack, `${data ? "data." : ""}${type}.${name}`);
    if (block === undefined) return [];
    if (type !== "terraform_remote_state") return [{ block, attribute: rest.join(".") }];
    const producer = this.#producer(block);
    const output = rest[0] === "outputs" && producer !== undefined ? producer.outputs[String(rest[1])] : undefined;
    return producer === undefined ? [] : this.references(output, producer, depth + 1);
  }

  /** The stack whose state a `terraform_remote_state` reads: by CDKTF's naming, else by the key in the same bucket. */
  #producer(block: Block): SynthesizedStack | undefined {
    const named = this.#stackByName.get(REMOTE_STATE_NAME.exec(block.name)?.[1] ?? "");
    if (named !== undefined) return named;
    const { bucket, key } = objectOf(block.body.config);
    return key === undefined
      ? undefined
      : this.stacks.find((stack) => stack.backend.key === key && stack.backend.bucket === bucket);
  }
}

/** The map of a stack, made when it is first asked for. */
function inner<T>(maps: Map<SynthesizedStack, Map<string, T>>, stack: SynthesizedStack): Map<string, T> {
  const known = maps.get(stack);
  if (known !== undefined) return known;
  const made = new Map<string, T>();
  maps.set(stack, made);
  return made;
}
