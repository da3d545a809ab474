import { describe, expect, test } from "vitest";
import { DatabaseUnavailableError, isAuthenticationFailure, isDatabaseUnavailable, sqlState } from "./errors";

const withCode = (code: string) => Object.assign(new Error("x"), { code });

describe("a database error", () => {
  test("means 'not now' when the network, the server or the driver says so", () => {
    for (const code of ["ECONNREFUSED", "EPIPE", "08006", "57P01", "57P03", "53300", "57014", "40P01", "28P01"]) {
      expect(isDatabaseUnavailable(withCode(code)), code).toBe(true);
    }
    expect(isDatabaseUnavailable(new Error("Connection terminated unexpectedly"))).toBe(true);
    expect(isDatabaseUnavailable(new Error("timeout exceeded when trying to connect"))).toBe(true);
    expect(isDatabaseUnavailable(new DatabaseUnavailableError("x"))).toBe(true);
  });

  test("means a bug when the statement is wrong", () => {
    for (const code of ["42P01", "23505", "22021", "ERR_X"])
      expect(isDatabaseUnavailable(withCode(code)), code).toBe(false);
    expect(isDatabaseUnavailable(new TypeError("x is not a function"))).toBe(false);
    expect(isDatabaseUnavailable(undefined)).toBe(false);
  });

  test("tells a refused password from everything else", () => {
    expect(["28P01", "28000", "08006", "ECONNREFUSED"].map((code) => isAuthenticationFailure(withCode(code)))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([sqlState(withCode("23514")), sqlState(withCode("EPIPE")), sqlState(null)]).toEqual([
      "23514",
      undefined,
      undefined,
    ]);
  });
});
