import { describe, expect, test } from "vitest";
import { CachedSecrets } from "../secrets";
import { CredentialSource, DatabaseSecretError, parseDatabaseSecret } from "./credentials";

const json = { host: "db.example.com", port: 5433, username: "app", password: "p@:/ss", dbname: "shop" };
const expected = {
  host: "db.example.com",
  port: 5433,
  user: "app",
  password: "p@:/ss",
  database: "shop",
  sslMode: "require",
};

describe("a database secret", () => {
  test("is the JSON of Secrets Manager, or a URL", () => {
    expect(parseDatabaseSecret(JSON.stringify(json))).toEqual(expected);
    expect(parseDatabaseSecret(JSON.stringify({ ...json, port: "5433", engine: "postgres" }))).toEqual(expected);
    const url = `postgres://app:${encodeURIComponent(json.password)}@db.example.com:5433/shop`;
    expect(parseDatabaseSecret(url)).toEqual(expected);
  });

  test("has the usual port and database when it names none", () => {
    expect(parseDatabaseSecret("postgresql://app:x@db.example.com")).toMatchObject({
      port: 5432,
      database: "postgres",
    });
  });

  test("may leave the place to the variables beside it, as the secret that RDS makes does", () => {
    const managed = JSON.stringify({ username: "app", password: "p" });
    const place = { PGHOST: "db.example.com", PGPORT: 5433, PGDATABASE: "shop" };
    expect(parseDatabaseSecret(managed, undefined, place)).toEqual({ ...expected, password: "p" });
    expect(parseDatabaseSecret(JSON.stringify(json), undefined, { ...place, PGHOST: "other" })).toEqual(expected);
    expect(() => parseDatabaseSecret(managed)).toThrow("bad field(s) host");
  });

  test("decides about encryption: configuration, then the secret, then whether the host is this one", () => {
    const mode = (text: string, override?: "disable" | "verify") => parseDatabaseSecret(text, override).sslMode;
    expect(mode("postgres://a:b@db.example.com/x?sslmode=verify-full", "disable")).toBe("disable");
    expect(mode("postgres://a:b@db.example.com/x?sslmode=verify-full")).toBe("verify");
    expect(mode("postgres://a:b@db.example.com/x?sslmode=nonsense")).toBe("require");
    expect(mode("postgres://a:b@127.0.0.1/x")).toBe("disable");
    expect(mode("postgres://a:b@[::1]/x")).toBe("disable");
    expect(mode("postgres://a:b@127.0.0.1.example.com/x")).toBe("require");
    expect(mode("postgres://a:b@shop.c1abcdefghij.eu-west-1.rds.amazonaws.com/x")).toBe("verify");
  });

  test("is refused by naming fields and never by showing it", () => {
    for (const text of [
      "hunter2",
      '{"password":"hunter2"',
      '{"host":"h","password":"hunter2"}',
      "postgres://hunter2",
      "mysql://a:hunter2@h/x",
    ]) {
      try {
        parseDatabaseSecret(text);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(DatabaseSecretError);
        expect(String(error)).not.toContain("hunter2");
      }
    }
  });
});

describe("credentials", () => {
  const stored = (...passwords: string[]) => {
    let reads = 0;
    const fetch = async () => JSON.stringify({ ...json, password: passwords[Math.min(reads++, passwords.length - 1)] });
    return new CachedSecrets({ fetch, refreshPauseMs: 0 });
  };
  const injected = JSON.stringify({ ...json, password: "injected" });

  test("are the injected ones until the database refuses them, and the stored ones from then on", async () => {
    const source = new CredentialSource({ injected, secretId: "arn", secrets: stored("rotated", "again") });
    expect((await source.current()).password).toBe("injected");
    expect(await source.refresh()).toBe(true);
    expect((await source.current()).password).toBe("rotated");
    await source.refresh();
    expect((await source.current()).password).toBe("again");
  });

  test("cannot be refreshed when they were only injected", async () => {
    const source = new CredentialSource({ injected, secrets: stored("x") });
    expect(await source.refresh()).toBe(false);
    expect((await source.current()).password).toBe("injected");
  });

  test("come from the store when nothing was injected", async () => {
    expect((await new CredentialSource({ secretId: "arn", secrets: stored("s") }).current()).password).toBe("s");
  });
});
