import { blocksIn, type SynthesizedStack } from "../../checks/model/synthesized-stack";

/** What a change of a standing system means for two of its stacks, of which the one reads what the other puts out. */
export interface StackPair {
  readonly reader: string;
  readonly source: string;
  /** Outputs that the reader's new form needs and the source's old form does not have: the source has to go first. */
  readonly missing: readonly string[];
  /** Resources that the reader's old form stands on and the source's new form does not have: the reader has to go first. */
  readonly taken: readonly string[];
}

const OUTPUT = /data\.terraform_remote_state\.([\w-]+)\.outputs\.([\w-]+)/g;
const RESOURCE = /\b(aws_\w+\.[\w-]+)\./g;

/** Every pair of stacks of which one reads the other, in either form of the system, in the order of the readers. */
export function stackPairs(before: readonly SynthesizedStack[], after: readonly SynthesizedStack[]): StackPair[] {
  return after.flatMap((reader) =>
    after.flatMap((source): StackPair[] => {
      const [oldReader, oldSource] = [named(before, reader.name), named(before, source.name)];
      if (oldReader === undefined || oldSource === undefined) return [];
      const missing = [...read(reader, source)].filter((output) => !(output in oldSource.outputs));
      const standing = new Set(blocksIn(source).map(({ address }) => address));
      const taken = [...read(oldReader, oldSource)].flatMap((output) =>
        resourcesIn(oldSource.outputs[output]).filter((address) => !standing.has(address)),
      );
      if (missing.length + taken.length === 0) return [];
      return [{ reader: reader.name, source: source.name, missing, taken: [...new Set(taken)].sort() }];
    }),
  );
}

/**
 * In which order a standing system takes the change: in words, one sentence for each pair that has an order. Two that wait
 * for each other cannot be changed in one pass, and the way round is said instead.
 */
export function applyOrder(before: readonly SynthesizedStack[], after: readonly SynthesizedStack[]): string[] {
  return stackPairs(before, after).map(({ reader, source, missing, taken }) => {
    if (taken.length === 0)
      return `on a standing system: ${source} first, then ${reader}, which reads what is new in it`;
    const takes = `${source} would take ${taken.join(", ")} away, on which ${reader} still stands`;
    if (missing.length === 0) return `on a standing system: ${reader} first, then ${source}: ${takes}`;
    return (
      `on a standing system: not in one pass. ${takes}, and ${reader} cannot go first, because it needs what only the new ` +
      `${source} has. Go by a file that names the shape it comes from (alongside), see docs/growing.md`
    );
  });
}

function named(stacks: readonly SynthesizedStack[], name: string): SynthesizedStack | undefined {
  return stacks.find((stack) => stack.name === name);
}

/** The outputs of one stack that another reads from its state. */
function read(reader: SynthesizedStack, source: SynthesizedStack): ReadonlySet<string> {
  const states = blocksIn(reader).filter(
    ({ type, body }) => type === "terraform_remote_state" && keyOf(body.config) === source.backend.key,
  );
  const names = new Set(states.map(({ name }) => name));
  const uses = JSON.stringify(reader.json).matchAll(OUTPUT);
  return new Set([...uses].flatMap(([, state = "", output = ""]) => (names.has(state) ? [output] : [])));
}

function keyOf(config: unknown): unknown {
  return typeof config === "object" && config !== null && "key" in config ? config.key : undefined;
}

function resourcesIn(value: unknown): string[] {
  return [...JSON.stringify(value ?? null).matchAll(RESOURCE)].map(([, address = ""]) => address);
}
