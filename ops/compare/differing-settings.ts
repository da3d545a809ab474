import { isDeepStrictEqual } from "node:util";
import { parseTemplatedJson } from "../../checks/model/templated-json";

/** One setting that two resources do not share; undefined where one of them does not have it. */
export interface DifferingSetting {
  /** Such as `container_definitions[0].memory`. */
  readonly path: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Where CDKTF keeps what Terraform does not read. */
const METADATA = "//";

/** Every setting in which two blocks of one resource differ, by path; text that holds JSON, such as a policy, is looked into. */
export function differingSettings(before: unknown, after: unknown, path = ""): DifferingSetting[] {
  if (isDeepStrictEqual(before, after)) return [];
  const [one, other] = [opened(before), opened(after)];
  const keys = sharedKeys(one, other);
  if (keys === undefined) return [{ path, before, after }];
  return keys
    .filter((key) => key !== METADATA)
    .flatMap((key) => differingSettings(at(one, key), at(other, key), joined(path, key, Array.isArray(one))));
}

/** The keys of two objects, or of two lists of objects; undefined where the values are best compared as a whole. */
function sharedKeys(one: unknown, other: unknown): string[] | undefined {
  if (!(isContainer(one) && isContainer(other)) || Array.isArray(one) !== Array.isArray(other)) return undefined;
  const parts = [...Object.values(one), ...Object.values(other)];
  if (Array.isArray(one) && !parts.every(isContainer)) return undefined;
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

function opened(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  return parseTemplatedJson(value) ?? value;
}

const isContainer = (value: unknown): value is object => typeof value === "object" && value !== null;
const at = (value: unknown, key: string) => (value as Record<string, unknown>)[key];
const joined = (path: string, key: string, inList: boolean) =>
  inList ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;
