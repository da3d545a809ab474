import { describe, expect, it } from "vitest";
import { parseSmtpUrl } from "./smtp-url";

describe("parseSmtpUrl", () => {
  it("demands TLS everywhere but on this host", () => {
    expect(parseSmtpUrl("smtp://u:p%40ss@mail.example.com")).toEqual({
      host: "mail.example.com",
      port: 587,
      tls: "required",
      auth: { user: "u", pass: "p@ss" },
    });
    expect(parseSmtpUrl("smtps://mail.example.com")).toMatchObject({ port: 465, tls: "implicit", auth: undefined });
    expect(parseSmtpUrl("smtp://127.0.0.1:2525")).toMatchObject({ port: 2525, tls: "off" });
    expect(parseSmtpUrl("smtp://[::1]:2525")).toMatchObject({ host: "::1", tls: "off" });
    expect(parseSmtpUrl("smtp://relay.internal:25?tls=off")).toMatchObject({ port: 25, tls: "off" });
  });

  it.each(["", "mail.example.com", "http://mail.example.com", "smtp://", "smtp:mail"])("refuses %j", (text) => {
    expect(parseSmtpUrl(text)).toBeUndefined();
  });
});
