import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { isDerivable } from "./import-ids";
import { lookedUpKinds, lookupOf } from "./lookups";
import { NOT_ADOPTED } from "./not-adopted";
import { isRemovable } from "./removal";

const ROOMS = ["constructs", "stacks", "examples"];

/** Every type that a construct, a stack or an example can make, as the files that import it say. */
function typesMadeHere(): string[] {
  const files = ROOMS.flatMap((room) =>
    readdirSync(room, { recursive: true, encoding: "utf8" }).map((file) => path.join(room, file)),
  ).filter((file) => file.endsWith(".ts") && !file.includes(".test."));
  const types = files.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/@cdktf\/provider-aws\/lib\/([a-z0-9-]+)/g)]
      .map(([, name = ""]) => name)
      .filter((name) => name !== "provider" && !name.startsWith("data-"))
      .map((name) => `aws_${name.replaceAll("-", "_")}`),
  );
  return [...new Set(types)].toSorted();
}

/** Every type in what the stacks synthesize, which also shows those that are made without an import. */
function typesSynthesized(): string[] {
  const folder = "stacks/__golden__";
  const documents = readdirSync(folder).map(
    (file) => JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { resource: object },
  );
  return [...new Set(documents.flatMap(({ resource }) => Object.keys(resource)))].toSorted();
}

describe("after a killed run", () => {
  test.each([
    ...new Set([...typesMadeHere(), ...typesSynthesized()]),
  ])("%s is adopted by its arguments, looked up, or left for a reason, and only one of these", (type) => {
    const ways = { derived: isDerivable(type), "looked up": lookupOf(type) !== undefined, left: type in NOT_ADOPTED };
    expect(Object.values(ways).filter((way) => way)).toHaveLength(1);
  });

  test.each(lookedUpKinds())("a second %s can be removed", (_type, kind) => {
    expect(isRemovable(kind)).toBe(true);
  });
});
