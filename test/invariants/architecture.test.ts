import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";

const ROOMS = ["main.ts", "environments", "stacks", "constructs", "checks", "ops", "workloads", "examples"];

/** Which room may import from which; docs/adr/0002-rooms-and-directions.md says why. */
const ALLOWED: Record<string, readonly string[]> = {
  "main.ts": ["environments", "stacks", "constructs", "checks", "ops"],
  environments: ["constructs", "workloads"],
  stacks: ["environments", "constructs", "workloads"],
  constructs: [],
  checks: ["constructs"],
  ops: ["main.ts", "environments", "stacks", "checks", "constructs", "workloads"],
  workloads: [],
  examples: ["constructs", "stacks", "ops", "checks"],
};

interface Import {
  readonly file: string;
  readonly from: string;
  readonly typeOnly: boolean;
}

const files = ROOMS.filter((room) => existsSync(room)).flatMap((room) =>
  room.endsWith(".ts") ? [room] : sources(room),
);
const imports = files.flatMap(importsOf);

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes(".test."))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes("node_modules") && !path.includes("/testing/"));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, "utf8");
  const pattern = /^(?:import|export)\s+(type\s+)?[^;"']*?\bfrom\s+"([^"]+)"/gm;
  return [...text.matchAll(pattern)].map((match) => ({ file, typeOnly: match[1] !== undefined, from: match[2]! }));
}

const room = (path: string) => path.split("/")[0]!;
const target = (it: Import) => relative(".", join(dirname(it.file), it.from));

describe("rooms", () => {
  test("import only in the allowed directions", () => {
    const wrong = imports
      .filter((it) => it.from.startsWith("."))
      .map((it) => ({ ...it, to: room(target(it)).replace(/^main$/, "main.ts") }))
      .filter(({ file, to }) => room(file) !== to && !ALLOWED[room(file)]!.includes(to))
      .map(({ file, from }) => `${file} -> ${from}`);
    expect(wrong).toEqual([]);
  });

  test("stacks and examples take nothing but configuration types from the workloads", () => {
    const wrong = imports
      .filter((it) => it.from.includes("workloads/") && ["stacks", "examples"].includes(room(it.file)))
      .filter((it) => !(it.typeOnly && /workloads\/\w+\/src\/config$/.test(it.from)))
      .map((it) => `${it.file} -> ${it.from}`);
    expect(wrong).toEqual([]);
  });

  test("environments take nothing from the workloads but their rules for values, which import nothing", () => {
    const taken = imports.filter((it) => room(it.file) === "environments" && it.from.includes("workloads/"));
    expect([...new Set(taken.map(target))]).toEqual(["workloads/shared/src/values"]);
    expect(imports.filter((it) => it.file === "workloads/shared/src/values.ts")).toEqual([]);
  });

  test("pure rules know nothing of CDKTF", () => {
    const wrong = imports.filter((it) => it.file.startsWith("constructs/rules/") && /cdktf|constructs$/.test(it.from));
    expect(wrong.map((it) => `${it.file} -> ${it.from}`)).toEqual([]);
  });

  test("only infrastructure imports CDKTF, and the provider one resource at a time", () => {
    const infrastructure = ["main.ts", "stacks", "constructs", "checks", "ops", "examples"];
    for (const it of imports.filter((candidate) => /^(cdktf|constructs|@cdktf\/)/.test(candidate.from))) {
      expect([it.file, infrastructure.includes(room(it.file))]).toEqual([it.file, true]);
      if (it.from.startsWith("@cdktf/provider-aws"))
        expect([it.file, it.from]).toEqual([it.file, expect.stringMatching(/^@cdktf\/provider-aws\/lib\/[a-z0-9-]+$/)]);
    }
  });
});

describe("files", () => {
  test("can be read in one sitting", () => {
    const data = /constructs\/rules\/(instance-type-data|aws-name-rules)\.ts$|checks\/facts\//;
    const long = files
      .filter((file) => !data.test(file))
      .filter((file) => readFileSync(file, "utf8").split("\n").length > 300);
    expect(long).toEqual([]);
  });

  test("are not called utils, helpers or misc", () => {
    expect(files.filter((file) => /(utils?|helpers?|misc|common)(\.ts|\/)/.test(file))).toEqual([]);
  });

  test("main.ts only wires: at most 40 lines", () => {
    expect(readFileSync("main.ts", "utf8").split("\n").length).toBeLessThanOrEqual(40);
  });

  test("do not silence the compiler", () => {
    const silencing = /@ts-ignore|\bas any\b(?=\s*[;,)\]])|as unknown as/;
    expect(files.filter((file) => silencing.test(readFileSync(file, "utf8")))).toEqual([]);
    const tests = [...ROOMS.filter((room) => !room.endsWith(".ts")), "test"]
      .flatMap((room) => readdirSync(room, { recursive: true, encoding: "utf8" }).map((path) => join(room, path)))
      .filter(
        (path) => path.endsWith(".ts") && !path.includes("node_modules") && !path.endsWith("architecture.test.ts"),
      );
    expect(tests.filter((file) => silencing.test(readFileSync(file, "utf8")))).toEqual([]);
  });
});

describe("constructs", () => {
  const constructFiles = files.filter(
    (file) => file.startsWith("constructs/") && /\bextends Construct\b/.test(readFileSync(file, "utf8")),
  );

  test.each(constructFiles)("%s exports one construct, documented, and nothing above it", (file) => {
    const text = readFileSync(file, "utf8");
    expect(text.match(/extends Construct\b/g)).toHaveLength(1);
    expect(text).toMatch(/\*\/\nexport class /);
    expect(text).toMatch(/Creates/);
  });

  test("every optional property says its default", () => {
    const missing: string[] = [];
    for (const file of files.filter((it) => it.startsWith("constructs/") && !it.includes("/rules/"))) {
      const text = readFileSync(file, "utf8");
      for (const block of text.matchAll(/export (?:interface|type) \w*Props\b[^{]*\{([\s\S]*?)\n\}/g)) {
        const lines = block[1]!.split("\n");
        lines.forEach((line, index) => {
          if (!/^ {2}readonly \w+\?:(?! never)/.test(line)) return;
          const comment = lines.slice(Math.max(0, index - 8), index).join("\n");
          const own = comment.slice(comment.lastIndexOf("/**"));
          if (!own.includes("@default")) missing.push(`${file}: ${line.trim()}`);
        });
      }
    }
    expect(missing).toEqual([]);
  });
});
