import { readFile } from "node:fs/promises";
import { machinePlaces } from "../../ops/tools/places";
import { findTools } from "../../ops/tools/tools";
import { type KilledEnvironment, killedEnvironment, type Moment, type Way } from "../../test/e2e/support/killed-apply";

/**
 * Each round kills the first apply of the platform and then that of the app, in one emulator, and compares what is there
 * in the end with what an undisturbed deployment makes.
 */
const [environment = "dev", rounds = "1", seed = "1", chosen = "mixed", earlier] = process.argv.slice(2);
const STACKS = ["platform", "app"] as const;
const tools = await findTools(machinePlaces(process.cwd()));
const random = mulberry32(Number(seed));

const undisturbed = earlier === undefined ? await reference() : await referenceIn(earlier);
for (let round = 1; round <= Number(rounds); round++) {
  await using world = await killedEnvironment(tools, environment, process.cwd());
  for (const stack of STACKS) {
    const { calls, milliseconds, counts } = undisturbed[stack];
    const moment: Moment =
      random() < 0.5 ? { calls: Math.floor(random() * calls) } : { milliseconds: Math.floor(random() * milliseconds) };
    const way: Way = chosen === "look" || chosen === "apply" ? chosen : random() < 0.75 ? "look" : "apply";
    const outcome = await world.kill(stack, moment, way);
    const different = differences(counts, await world.counts());
    const clean = different.length === 0 && outcome.changes === 0;
    console.log(JSON.stringify({ environment, stack, round, seed, way, moment, clean, ...outcome, different }));
    if (!clean) break;
  }
}

/** What an earlier run printed as its first line. */
async function referenceIn(file: string): Promise<Awaited<ReturnType<typeof reference>>> {
  const [first = ""] = (await readFile(file, "utf8")).split("\n");
  return JSON.parse(first).undisturbed;
}

/** One deployment that nobody kills: how long it takes, and what there is after each stack. */
async function reference() {
  await using world = await killedEnvironment(tools, environment, process.cwd());
  const of = async (stack: string, it: KilledEnvironment) => {
    const applied = await it.apply(stack);
    return { ...applied, counts: await it.counts() };
  };
  const found = { platform: await of("platform", world), app: await of("app", world) };
  console.log(JSON.stringify({ environment, undisturbed: found }));
  return found;
}

function differences(asked: Readonly<Record<string, number>>, got: Readonly<Record<string, number>>): string[] {
  return [...new Set([...Object.keys(asked), ...Object.keys(got)])]
    .filter((kind) => asked[kind] !== got[kind])
    .map((kind) => `${kind}: ${asked[kind] ?? 0} asked for, ${got[kind] ?? 0} there`);
}

/** A small generator of numbers that a seed repeats. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
function mulberry32(from: number): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
