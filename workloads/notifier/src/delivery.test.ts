import { describe, expect, it } from "vitest";
import { judgeRefusal, judgeSmtpError } from "./delivery";

describe("judgeRefusal", () => {
  it.each([
    ["RCPT TO", "550 5.1.1 no such user", "bounced"],
    ["RCPT TO", "550 no such user", "bounced"],
    ["RCPT TO", "553 5.1.3 bad address syntax", "bounced"],
    ["RCPT TO", "550 5.2.1 mailbox disabled", "bounced"],
    ["RCPT TO", "551 user not local", "bounced"],
    ["RCPT TO", "554 5.7.1 relay access denied", "later"],
    ["RCPT TO", "550 5.7.1 blocked, see our policy", "later"],
    ["RCPT TO", "552 5.2.2 mailbox full", "later"],
    ["RCPT TO", "554 transaction failed", "later"],
    ["RCPT TO", "550 5.1.8 bad sender's system address", "later"],
    ["RCPT TO", "450 4.2.1 greylisted", "later"],
    ["RCPT TO", "421 too many mails", "unavailable"],
    ["DATA", "554 5.6.0 content refused", "later"],
    ["DATA", "451 try later", "later"],
    ["MAIL FROM", "550 5.1.1 sender unknown", "unavailable"],
    ["MAIL FROM", "530 authentication required", "unavailable"],
    ["AUTH PLAIN", "535 5.7.8 wrong password", "unavailable"],
  ] as const)("%s answered with %s is %s", (command, response, kind) => {
    expect(judgeRefusal({ command, code: Number(response.slice(0, 3)), response }).kind).toBe(kind);
  });
});

describe("judgeSmtpError", () => {
  const broken = Object.assign(new Error("Connection closed unexpectedly"), { code: "ECONNECTION", command: "CONN" });

  it("cannot know what became of a mail whose text was on its way", () => {
    expect(judgeSmtpError(broken, true)).toEqual({
      kind: "unknown",
      reason: "Connection closed unexpectedly (ECONNECTION)",
    });
  });

  it("knows that nothing was accepted before that", () => {
    expect(judgeSmtpError(broken, false).kind).toBe("unavailable");
  });

  it("believes an answer of the server, although a refused text was read to be thrown away", () => {
    const refused = Object.assign(new Error("x"), {
      code: "EENVELOPE",
      command: "RCPT TO",
      response: "550 5.1.1 no",
      responseCode: 550,
    });
    expect(judgeSmtpError(refused, true).kind).toBe("bounced");
  });

  it("takes an address the library refuses for one that does not exist", () => {
    const invalid = Object.assign(new Error("Invalid recipient"), { code: "EENVELOPE", command: "API" });
    expect(judgeSmtpError(invalid, false).kind).toBe("bounced");
  });
});
