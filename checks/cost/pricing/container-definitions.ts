import type { Json } from "../terraform-document";

/** CPU units and MiB of all containers of a task together. */
export interface ContainerSizes {
  readonly cpu: number;
  readonly memoryMiB: number;
}

/**
 * Reads the sizes out of `container_definitions`: JSON text, JSON text with references in it, or a
 * `${jsonencode([...])}` expression. Undefined when none of these is found or a container has no memory.
 */
export function containerSizes(definitions: Json | undefined): ContainerSizes | undefined {
  if (typeof definitions !== "string") return undefined;
  const containers = fromJson(definitions) ?? fromExpression(definitions);
  if (containers === undefined || containers.length === 0) return undefined;
  let cpu = 0;
  let memoryMiB = 0;
  for (const container of containers) {
    // ECS deducts the reservation where there is one, and the hard limit otherwise
    const memory = container.memoryReservation ?? container.memory;
    if (memory === undefined) return undefined;
    memoryMiB += memory;
    cpu += container.cpu ?? 0;
  }
  return { cpu, memoryMiB };
}

type Sizes = Readonly<Partial<Record<(typeof KEYS)[number], number>>>;

const KEYS = ["cpu", "memory", "memoryReservation"] as const;

function fromJson(text: string): Sizes[] | undefined {
  if (!text.trimStart().startsWith("[")) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed.map((container: unknown) => pickSizes(container)) : undefined;
  } catch {
    return undefined;
  }
}

function pickSizes(container: unknown): Sizes {
  const entries = typeof container === "object" && container !== null ? Object.entries(container) : [];
  return Object.fromEntries(
    entries.flatMap(([key, value]) => {
      const size = KEYS.find((known) => known === key);
      return size !== undefined && Number.isFinite(Number(value)) ? [[size, Number(value)]] : [];
    }),
  );
}

/** `"cpu" = 256` or `"cpu": 256`, at the depth of a container: inside one list and one object. */
const SIZE = /^"(cpu|memory|memoryReservation)"\s*[=:]\s*(\d+)/;
/** More characters than such a member can have, so that only a few are copied. */
const LONGEST_SIZE = 60;

function fromExpression(text: string): Sizes[] | undefined {
  const encoded = /jsonencode\(\s*(?=\[)/.exec(text);
  const start = text.startsWith("[") ? 0 : encoded === null ? -1 : encoded.index + encoded[0].length;
  if (start < 0) return undefined;
  const containers: Record<string, number>[] = [];
  let depth = 0;
  for (let at = start; at < text.length; at += 1) {
    const character = text[at] ?? "";
    if (character === '"') {
      const size = depth === 2 ? SIZE.exec(text.slice(at, at + LONGEST_SIZE)) : null;
      const current = containers.at(-1);
      if (size?.[1] !== undefined && current !== undefined) current[size[1]] = Number(size[2]);
      at = endOfString(text, at);
      continue;
    }
    if (text.startsWith("${", at)) {
      at = endOfInterpolation(text, at + 2);
      continue;
    }
    if (character === "{" && depth === 1) containers.push({});
    if ("[{(".includes(character)) depth += 1;
    if ("]})".includes(character)) depth -= 1;
    if (depth === 0) break;
  }
  return containers;
}

/** Position of the quote that ends a string; interpolations in it may contain strings of their own. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at += 1) {
    if (text[at] === "\\") at += 1;
    else if (text[at] === '"') return at;
    else if (text.startsWith("${", at) && text[at - 1] !== "$") at = endOfInterpolation(text, at + 2);
  }
  return text.length;
}

function endOfInterpolation(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '"') at = endOfString(text, at);
    else if (text[at] === "{") depth += 1;
    else if (text[at] === "}") depth -= 1;
    if (depth === 0) return at;
  }
  return text.length;
}
