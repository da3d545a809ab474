import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { confirmLink, unsubscribeLink } from "./links";
import { TokenSigner } from "./tokens";

const key = "k".repeat(32);
const later = new Date("2026-01-02T00:00:00Z");
const now = new Date("2026-01-01T00:00:00Z");
const subject = "4be0643f-1d98-573b-97cd-ca98a65347dd";

describe("a signed token", () => {
  const signer = new TokenSigner([key]);

  test("is valid for its purpose until it expires", () => {
    const token = signer.sign("confirm", subject, later);
    expect(signer.verify("confirm", token, now)).toEqual({ valid: true, subject });
    expect(signer.verify("confirm", token, later)).toEqual({ valid: false, reason: "expired" });
    expect(signer.verify("unsubscribe", token, now)).toEqual({ valid: false, reason: "forged" });
  });

  test("is forged after any change of one character", () => {
    const token = signer.sign("confirm", subject, later);
    for (let index = 0; index < token.length; index++) {
      const changed = token.slice(0, index) + (token[index] === "A" ? "B" : "A") + token.slice(index + 1);
      const verdict = signer.verify("confirm", changed, now);
      // The last character of 43 carries two bits that decode to nothing.
      if (index < token.length - 1) expect(verdict.valid, changed).toBe(false);
    }
  });

  test("survives the replacement of a key while the old one is listed", () => {
    const token = signer.sign("confirm", subject, later);
    expect(new TokenSigner(["n".repeat(32), key]).verify("confirm", token, now).valid).toBe(true);
    expect(new TokenSigner(["n".repeat(32)]).verify("confirm", token, now)).toEqual({ valid: false, reason: "forged" });
  });

  test("is refused without an exception, whatever the text", () => {
    const piece = fc.string({ maxLength: 60 });
    fc.assert(
      fc.property(
        fc.oneof(
          piece,
          fc.tuple(piece, piece, piece).map((parts) => parts.join(".")),
        ),
        (text) => {
          expect(signer.verify("confirm", text, now).valid).toBe(false);
        },
      ),
    );
  });

  test("is the same each time", () => {
    expect(signer.sign("confirm", subject, later)).toBe(signer.sign("confirm", subject, later));
  });

  test("needs a key, and a subject that fits into an address", () => {
    expect(() => new TokenSigner([])).toThrow(RangeError);
    expect(() => signer.sign("confirm", "a b", later)).toThrow(RangeError);
  });
});

describe("links in mails", () => {
  const signer = new TokenSigner([key]);

  test("lead to the backend, confirm for a week and unsubscribe for two years", () => {
    const confirm = confirmLink("https://example.com", signer, subject, now);
    const unsubscribe = unsubscribeLink("https://example.com", signer, subject, now);
    expect(confirm).toMatch(/^https:\/\/example\.com\/confirm\?token=[\w.-]+$/);
    expect(unsubscribe).toMatch(/^https:\/\/example\.com\/unsubscribe\?token=[\w.-]+$/);
    const token = (link: string) => new URL(link).searchParams.get("token") ?? "";
    const daysLater = (days: number) => new Date(now.getTime() + days * 86_400_000);
    expect([6.9, 7.1].map((days) => signer.verify("confirm", token(confirm), daysLater(days)).valid)).toEqual([
      true,
      false,
    ]);
    expect([729, 731].map((days) => signer.verify("unsubscribe", token(unsubscribe), daysLater(days)).valid)).toEqual([
      true,
      false,
    ]);
  });
});
