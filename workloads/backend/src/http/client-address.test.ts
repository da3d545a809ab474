import { describe, expect, test } from "vitest";
import { clientAddress } from "./client-address";

describe("the address a client is limited by", () => {
  test("is the connection's, and not what the client claims, when there is no proxy", () => {
    expect(clientAddress("203.0.113.7", "198.51.100.1", 0)).toBe("203.0.113.7");
  });

  test("is what the outermost trusted proxy saw", () => {
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1", 1)).toBe("198.51.100.1");
    expect(clientAddress("10.0.0.1", "6.6.6.6, 198.51.100.1, 10.0.0.2", 2)).toBe("198.51.100.1");
  });

  test("is the connection's when a proxy is expected but sent nothing", () => {
    expect(clientAddress("203.0.113.7", undefined, 1)).toBe("203.0.113.7");
    expect(clientAddress("203.0.113.7", "198.51.100.1", 2)).toBe("203.0.113.7");
  });

  test("is the /64 network for IPv6 and the IPv4 address inside a mapped one", () => {
    expect(clientAddress("2001:db8:0:1:aaaa::1", undefined, 0)).toBe("2001:db8:0:1::/64");
    expect(clientAddress("2001:0DB8::1", undefined, 0)).toBe("2001:db8:0:0::/64");
    expect(clientAddress("::1", undefined, 0)).toBe("0:0:0:0::/64");
    expect(clientAddress("::ffff:203.0.113.7", undefined, 0)).toBe("203.0.113.7");
  });

  test("is one and the same for nonsense, so that nonsense cannot make clients", () => {
    expect(clientAddress(undefined, undefined, 0)).toBe("unknown");
    expect(clientAddress("10.0.0.1", "a".repeat(5_000), 1)).toBe("unknown");
  });
});
