import { describe, expect, test } from "vitest";
import { z } from "zod";
import { ConfigError, parseConfig } from "./config";
import { databaseVariables, linkVariables, requireDatabase, wholeNumber } from "./variables";

function problemsOf(action: () => unknown) {
  try {
    action();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error("nothing was refused");
}

describe("a workload's configuration", () => {
  const schema = z.object({
    PORT: wholeNumber(1, 65_535),
    MODE: z.enum(["a", "b"]),
    DATABASE_SECRET: z.string().min(5),
  });

  test("reports every bad variable at once", () => {
    expect(problemsOf(() => parseConfig(schema, { PORT: "http", MODE: "c" }))).toEqual([
      { variable: "PORT", problem: 'got "http"; expected a whole number from 1 to 65535' },
      { variable: "MODE", problem: expect.stringContaining('got "c"') },
      { variable: "DATABASE_SECRET", problem: "missing" },
    ]);
  });

  test("never shows the value of a secret, by name or by declaration", () => {
    const declared = z.object({ DATABASE_SECRET: z.string().min(50), PIN: z.string().min(50) });
    const env = { DATABASE_SECRET: "hunter2-a", PIN: "hunter2-b" };
    const problems = problemsOf(() => parseConfig(declared, env, { secretKeys: ["PIN"] }));
    expect(JSON.stringify(problems)).not.toContain("hunter2");
    expect(problems).toHaveLength(2);
  });

  test("takes an empty variable for a missing one", () => {
    const optional = z.object({ LEVEL: z.string().default("info") });
    expect(parseConfig(optional, { LEVEL: "" })).toEqual({ LEVEL: "info" });
  });

  test("cuts off a long value", () => {
    const [problem] = problemsOf(() => parseConfig(z.object({ MODE: z.enum(["a"]) }), { MODE: "x".repeat(5_000) }));
    expect(problem?.problem.length).toBeLessThan(200);
  });

  test("accepts the edges of a whole number and nothing else", () => {
    const number = wholeNumber(1, 10);
    expect(["1", "10"].map((text) => number.safeParse(text).data)).toEqual([1, 10]);
    for (const text of ["0", "11", "1.5", "1e1", " 1", "-1", "0x1", "99999999999999999999"]) {
      expect(number.safeParse(text).success, text).toBe(false);
    }
  });
});

describe("the database variables", () => {
  const schema = requireDatabase(z.object({ ...databaseVariables, MODE: z.enum(["a"]) }));

  test("need a secret or its name, and say so beside other problems", () => {
    const problems = problemsOf(() => parseConfig(schema, { MODE: "b" }));
    expect(problems.map(({ variable }) => variable).sort()).toEqual(["(environment)", "MODE"]);
  });

  test("refuse a secret of the wrong shape at start, without showing it", () => {
    const problems = problemsOf(() => parseConfig(schema, { MODE: "a", DATABASE_SECRET: '{"password":"hunter2"}' }));
    expect(problems).toEqual([{ variable: "DATABASE_SECRET", problem: expect.stringContaining("host, username") }]);
    expect(JSON.stringify(problems)).not.toContain("hunter2");
  });

  test("accept either and both", () => {
    const url = "postgres://app:hunter2@db.example.com/app";
    for (const env of [
      { DATABASE_SECRET: url },
      { DATABASE_SECRET_ARN: "x" },
      { DATABASE_SECRET: url, DATABASE_SECRET_ARN: "y" },
    ]) {
      expect(parseConfig(schema, { ...env, MODE: "a" })).toMatchObject({ ...env, DATABASE_POOL_MAX: 5 });
    }
  });
});

describe("the link variables", () => {
  const schema = z.object(linkVariables);
  const key = "k".repeat(32);

  test("split the keys and drop the address's last slash", () => {
    const config = parseConfig(schema, { PUBLIC_URL: "https://example.com/", LINK_SIGNING_KEY: `${key}, ${key}` });
    expect(config).toEqual({ PUBLIC_URL: "https://example.com", LINK_SIGNING_KEY: [key, key] });
  });

  test("refuse a short key, an address with a query, and one that is not http", () => {
    for (const env of [
      { PUBLIC_URL: "https://example.com", LINK_SIGNING_KEY: `${key},short` },
      { PUBLIC_URL: "https://example.com/?a=1", LINK_SIGNING_KEY: key },
      { PUBLIC_URL: "ftp://example.com", LINK_SIGNING_KEY: key },
    ]) {
      expect(problemsOf(() => parseConfig(schema, env))).toHaveLength(1);
    }
  });
});
