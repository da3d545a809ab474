import MailComposer from "nodemailer/lib/mail-composer";
import PostalMime from "postal-mime";
import { describe, expect, it } from "vitest";
import { TokenSigner } from "../../shared/src/tokens";
import { buildMail } from "./build-mail";
import { composeOptions } from "./compose";
import type { DigestItem } from "./digest";
import { renderDigest } from "./render-digest";

const item = (changes: Partial<DigestItem> = {}): DigestItem => ({
  title: "Chair",
  link: "https://shop.example/p/1?a=1&b=2",
  priceMinor: 1250,
  currency: "EUR",
  watch: "Shop",
  ...changes,
});
const unsubscribe = "https://app.example/unsubscribe?token=a.b.c";

describe("renderDigest", () => {
  it("lists the items of each watch in both parts", () => {
    const items = [
      item(),
      item({ title: "Lamp", watch: "Other", priceMinor: 1200, currency: "JPY" }),
      item({ title: "Desk", priceMinor: null }),
    ];
    const { subject, text, html } = renderDigest({ items }, unsubscribe);
    expect(subject).toBe("3 new items: Chair …");
    expect(text).toBe(`3 new items:

Shop

- Chair (€12.50)
  https://shop.example/p/1?a=1&b=2

- Desk
  https://shop.example/p/1?a=1&b=2

Other

- Lamp (¥1,200)
  https://shop.example/p/1?a=1&b=2

--
You get this mail because you confirmed a subscription. Unsubscribe:
${unsubscribe}
`);
    expect(html).toContain(`<a href="https://shop.example/p/1?a=1&amp;b=2" rel="noreferrer">Chair</a> <b>€12.50</b>`);
    expect(html.indexOf("<h2>Shop</h2>")).toBeLessThan(html.indexOf("<h2>Other</h2>"));
  });

  it("shows markup from pages as text", () => {
    const evil = item({ title: `<script>alert("1")</script>'`, watch: `"><img src=x>` });
    const { html } = renderDigest({ items: [evil] }, unsubscribe);
    expect(html).toContain("&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;");
    expect(html).not.toMatch(/<script|<img/);
  });

  it("makes no link of what is no web address", () => {
    const { html } = renderDigest({ items: [item({ link: "javascript:alert(1)" })] }, unsubscribe);
    expect(html).not.toContain("javascript:");
  });

  it("cuts a long title in the subject, never inside a character", () => {
    const { subject } = renderDigest({ items: [item({ title: "😀".repeat(100) })] }, unsubscribe);
    expect(subject).toMatch(/^New: (?:😀)+…$/u);
  });
});

describe("a digest as a mail", () => {
  const row = {
    id: 7,
    kind: "digest" as const,
    subscription_id: "8f0c5f0e-7d3b-4f5e-9a52-0d9c8a1f2b3c",
    message_id: "digest.8f0c5f0e-7d3b-4f5e-9a52-0d9c8a1f2b3c.42",
    from_item_id: 0,
    to_item_id: 42,
    snapshot: { items: [item({ title: "Ünïcode \u{1f600}" })] },
    status: "sending" as const,
    attempts: 1,
    last_error: null,
    created_at: new Date("2026-01-02T03:04:05Z"),
    sent_at: null,
  };
  const links = { publicUrl: "https://app.example", signer: new TokenSigner(["k".repeat(32)]) };
  const compose = async (changes: Partial<typeof row> = {}) => {
    const options = composeOptions(
      buildMail({ ...row, ...changes }, "a@example.net", links),
      "Stowage <digest@mail.example>",
    );
    return PostalMime.parse(await new MailComposer(options).compile().build());
  };
  const header = (mail: Awaited<ReturnType<typeof compose>>, name: string) =>
    mail.headers.find(({ key }) => key === name)?.value;

  it("has the headers of RFC 8058, a Message-ID made of what it is, and both parts", async () => {
    const mail = await compose();
    expect(mail.messageId).toBe("<digest.8f0c5f0e-7d3b-4f5e-9a52-0d9c8a1f2b3c.42@mail.example>");
    expect(header(mail, "list-unsubscribe")).toMatch(/^<https:\/\/app\.example\/unsubscribe\?token=[^>]+>$/);
    expect(header(mail, "list-unsubscribe-post")).toBe("List-Unsubscribe=One-Click");
    expect(header(mail, "auto-submitted")).toBe("auto-generated");
    expect(mail.subject).toBe("New: Ünïcode 😀");
    expect(mail.text).toContain("Ünïcode 😀");
    expect(mail.html).toContain("Ünïcode 😀");
  });

  it("is the same mail when it is made again, links included", async () => {
    const [first, second] = [await compose(), await compose()];
    for (const part of ["messageId", "date", "subject", "text", "html"] as const)
      expect(second[part]).toEqual(first[part]);
    expect(header(second, "list-unsubscribe")).toBe(header(first, "list-unsubscribe"));
  });

  it("cannot be given headers by a page", async () => {
    const mail = await compose({ snapshot: { items: [item({ title: "x\r\nBcc: evil@example.net\r\n\r\nbody" })] } });
    expect(header(mail, "bcc")).toBeUndefined();
    expect(mail.subject).toContain("Bcc: evil@example.net");
  });
});
