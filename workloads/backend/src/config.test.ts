import { describe, expect, expectTypeOf, test } from "vitest";
import { ConfigError, parseConfig } from "../../shared/src/config";
import {
  type EnvironmentKey,
  environmentKeys,
  type OptionalEnvironmentKey,
  optionalEnvironmentKeys,
  type SecretKey,
  schema,
  secretKeys,
} from "./config";

const secrets = {
  DATABASE_SECRET: "postgres://app:hunter2-database@db/x",
  API_TOKENS: "hunter2-token-0123456789abcdef012345",
  LINK_SIGNING_KEY: "hunter2-key-0123456789abcdef01234567",
};

describe("the backend's environment", () => {
  test("needs its secrets and has a default for everything else", () => {
    expect(parseConfig(schema, secrets)).toEqual({
      DATABASE_SECRET: secrets.DATABASE_SECRET,
      API_TOKENS: [secrets.API_TOKENS],
      LINK_SIGNING_KEY: [secrets.LINK_SIGNING_KEY],
      DATABASE_POOL_MAX: 5,
      LOG_LEVEL: "info",
      PAGE_ACCESS: "token",
      PORT: 3000,
      RATE_LIMIT_PER_MINUTE: 600,
      STOP_TIMEOUT_SECONDS: 25,
      TRUSTED_PROXY_HOPS: 0,
    });
  });

  test("is described by lists that name every variable of the schema once", () => {
    const listed = [...environmentKeys, ...optionalEnvironmentKeys, ...secretKeys];
    expect([...listed].sort()).toEqual(Object.keys(schema.shape).sort());
    type Listed = EnvironmentKey | OptionalEnvironmentKey | SecretKey;
    expectTypeOf<Listed>().toEqualTypeOf<keyof typeof schema.shape>();
  });

  test("can be set in full by the lists", () => {
    for (const key of secretKeys) {
      const { [key]: _, ...rest } = secrets;
      expect(() => parseConfig(schema, rest), key).toThrow(ConfigError);
    }
  });

  test("refuses weak tokens and keys without showing them", () => {
    const weak = {
      ...secrets,
      API_TOKENS: `${secrets.API_TOKENS},hunter2`,
      LINK_SIGNING_KEY: "hunter2",
      PORT: "70000",
    };
    try {
      parseConfig(schema, weak, { secretKeys });
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      expect(String(error)).toMatch(/API_TOKENS[\s\S]*LINK_SIGNING_KEY|LINK_SIGNING_KEY[\s\S]*API_TOKENS/);
      expect(String(error)).toContain('PORT: got "70000"');
      expect(String(error)).not.toContain("hunter2");
    }
  });
});
