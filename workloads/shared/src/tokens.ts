import { createHmac, timingSafeEqual } from "node:crypto";

/** What a signed link allows. A token made for one purpose is worthless for another. */
export type TokenPurpose = "confirm" | "unsubscribe";

export type TokenVerdict =
  | { readonly valid: true; readonly subject: string }
  | { readonly valid: false; readonly reason: "malformed" | "forged" | "expired" };

/** `subject.expiry.signature`: the expiry in seconds since 1970, in base 36. */
const TOKEN = /^([A-Za-z0-9-]{1,64})\.([0-9a-z]{1,9})\.([A-Za-z0-9_-]{43})$/;

/**
 * Signs and verifies links with HMAC-SHA256. The signature covers purpose, subject and expiry; a token is the same each
 * time it is made from the same three, so that a repeated mail carries the same link.
 *
 * The first key signs and all keys verify: to replace a key, put the new one in front and drop the old one when the last
 * link made with it has expired.
 */
export class TokenSigner {
  readonly #keys: readonly string[];

  /** @throws {RangeError} when there is no key */
  constructor(keys: readonly string[]) {
    if (keys.length === 0) throw new RangeError("no key to sign links with");
    this.#keys = keys;
  }

  /** @throws {RangeError} when the subject has characters a URL would have to escape */
  sign(purpose: TokenPurpose, subject: string, expiresAt: Date): string {
    const expiry = Math.floor(expiresAt.getTime() / 1000).toString(36);
    const token = `${subject}.${expiry}.${signature(this.#keys[0] ?? "", purpose, subject, expiry).toString("base64url")}`;
    if (!TOKEN.test(token)) throw new RangeError("a token's subject has 1 to 64 letters, digits and hyphens");
    return token;
  }

  /** Compares in constant time. Never throws, whatever the text. */
  verify(purpose: TokenPurpose, token: string, now: Date): TokenVerdict {
    const [, subject, expiry, mac] = TOKEN.exec(token) ?? [];
    if (subject === undefined || expiry === undefined || mac === undefined)
      return { valid: false, reason: "malformed" };
    const given = Buffer.from(mac, "base64url");
    const genuine = this.#keys
      .map((key) => timingSafeEqual(signature(key, purpose, subject, expiry), given))
      .includes(true);
    if (!genuine) return { valid: false, reason: "forged" };
    if (Number.parseInt(expiry, 36) * 1000 <= now.getTime()) return { valid: false, reason: "expired" };
    return { valid: true, subject };
  }
}

function signature(key: string, purpose: TokenPurpose, subject: string, expiry: string): Buffer {
  return createHmac("sha256", key).update(`stowage-link\n${purpose}\n${subject}\n${expiry}`).digest();
}
