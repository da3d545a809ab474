import type { Violation } from "./finding";

const ULIMIT = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html";
const CONTAINER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html";

/** The limits that ECS knows, by their Linux names. @see https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html */
export const ULIMIT_NAMES: readonly string[] = [
  "core",
  "cpu",
  "data",
  "fsize",
  "locks",
  "memlock",
  "msgqueue",
  "nice",
  "nofile",
  "nproc",
  "rss",
  "rtprio",
  "rttime",
  "sigpending",
  "stack",
];

/** A soft limit, which the process may raise up to the hard one. -1 is no limit. */
export interface Ulimit {
  readonly soft: number;
  readonly hard: number;
}

/**
 * Refuses limits that ECS does not know and pairs that Linux does not take. A name stands only once: it is the key of a
 * record.
 */
export function checkUlimits(ulimits: Readonly<Record<string, Ulimit>>): Violation[] {
  return Object.entries(ulimits).flatMap(([name, limit]) => [...checkName(name), ...checkPair(name, limit)]);
}

function checkName(name: string): Violation[] {
  if (ULIMIT_NAMES.includes(name)) return [];
  return [
    {
      code: "ulimit-name",
      prop: `ulimits.${name}`,
      got: name,
      expected: `one of ${ULIMIT_NAMES.join(", ")}`,
      fix: "correct the name; that of open files is nofile",
      source: ULIMIT,
    },
  ];
}

function checkPair(name: string, { soft, hard }: Ulimit): Violation[] {
  const whole = [soft, hard].every((value) => Number.isInteger(value) && value >= -1);
  if (whole && ceiling(soft) <= ceiling(hard)) return [];
  return [
    {
      code: "ulimit-range",
      prop: `ulimits.${name}`,
      got: `soft ${soft} with hard ${hard}`,
      expected: "whole numbers, -1 for no limit, the soft one not above the hard one",
      fix: "lower soft or raise hard",
      source: CONTAINER,
    },
  ];
}

function ceiling(value: number): number {
  return value === -1 ? Number.POSITIVE_INFINITY : value;
}
