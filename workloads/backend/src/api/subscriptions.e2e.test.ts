import { beforeAll, describe, expect, test } from "vitest";
import { confirmLink, unsubscribeLink } from "../../../shared/src/links";
import { TokenSigner } from "../../../shared/src/tokens";
import { findPostgres } from "../../../shared/testing/postgres";
import { usePostgres } from "../../../shared/testing/use-postgres";
import { openTestApp, type TestApp } from "../../testing/test-app";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`subscriptions ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp(postgres());
    return () => app.database.close();
  });

  const subscribe = async (email: string) => {
    const answer = await app.send("POST", "/v1/subscriptions", { email });
    return { status: answer.status, body: (await answer.json()) as { id: string; status: string; email: string } };
  };
  const statusOf = async (id: string) =>
    ((await (await app.send("GET", `/v1/subscriptions/${id}`)).json()) as { status: string }).status;
  const outboxOf = (id: string) =>
    app.database.db.selectFrom("outbox").selectAll().where("subscription_id", "=", id).orderBy("id").execute();
  const link = (make: typeof confirmLink, id: string, signer = app.signer) => make("", signer, id, app.clock.now);
  /** As a mail program or a browser does it: no API token. */
  const open = (method: "GET" | "POST", path: string, body = "List-Unsubscribe=One-Click") =>
    app.app.request(path, {
      method,
      ...(method === "POST" ? { body, headers: { "content-type": "application/x-www-form-urlencoded" } } : {}),
    });

  test("begin pending, with a confirmation mail queued in the same transaction", async () => {
    const { status, body } = await subscribe("Jo@Example.COM");
    expect([status, body]).toMatchObject([201, { email: "jo@example.com", status: "pending" }]);
    expect(await outboxOf(body.id)).toMatchObject([
      { kind: "confirmation", status: "pending", message_id: `confirmation.${body.id}.${app.clock.now.getTime()}` },
    ]);
  });

  test("of one address are one, however it is spelled, and ask again only after ten minutes", async () => {
    const first = await subscribe("twice@example.com");
    const again = await subscribe("TWICE@example.com");
    expect([again.status, again.body.id]).toEqual([200, first.body.id]);
    expect(await outboxOf(first.body.id)).toHaveLength(1);
    app.clock.now = new Date(app.clock.now.getTime() + 600_000);
    await subscribe("twice@example.com");
    expect(await outboxOf(first.body.id)).toHaveLength(2);
  });

  test("made at the same moment are one, with one mail", async () => {
    const answers = await Promise.all(Array.from({ length: 12 }, () => subscribe("many@example.com")));
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(await outboxOf(answers[0]?.body.id ?? "")).toHaveLength(1);
  });

  test("are confirmed by the button and not by opening the link", async () => {
    const { db } = app.database;
    const { body } = await subscribe("confirm@example.com");
    const values = { url: "https://x/", item_selector: "a", title_selector: "a", link_selector: "a" };
    const { id: watch_id } = await db.insertInto("watches").values(values).returning("id").executeTakeFirstOrThrow();
    const old = { watch_id, fingerprint: "old", title: "old", link: "https://x/" };
    const { id: oldId } = await db.insertInto("items").values(old).returning("id").executeTakeFirstOrThrow();

    const page = await open("GET", link(confirmLink, body.id));
    expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
    expect(await statusOf(body.id)).toBe("pending");
    expect((await open("POST", link(confirmLink, body.id), "")).status).toBe(200);
    expect((await open("POST", link(confirmLink, body.id), "")).status).toBe(200);
    const row = await db.selectFrom("subscriptions").selectAll().where("id", "=", body.id).executeTakeFirstOrThrow();
    expect(row).toMatchObject({ status: "active", last_item_id: oldId, confirmed_at: app.clock.now });
    expect((await subscribe("confirm@example.com")).body.status).toBe("active");
    expect(await outboxOf(body.id)).toHaveLength(1);
  });

  test("end with one click from the mail program, in either encoding, and do so only once", async () => {
    const { body } = await subscribe("leave@example.com");
    const path = link(unsubscribeLink, body.id);
    expect((await open("GET", path)).status).toBe(200);
    expect(await statusOf(body.id)).toBe("pending");
    const form = new FormData();
    form.set("List-Unsubscribe", "One-Click");
    expect((await app.app.request(path, { method: "POST", body: form })).status).toBe(200);
    expect(await statusOf(body.id)).toBe("unsubscribed");
    expect((await open("POST", path)).status).toBe(200);
    expect((await open("POST", link(confirmLink, body.id))).status).toBe(410);
    expect((await subscribe("leave@example.com")).body.status).toBe("pending");
  });

  test("are not touched by links that are forged, expired, of another purpose or cut off", async () => {
    const { body } = await subscribe("safe@example.com");
    const stranger = new TokenSigner(["another-key-another-key-another-key"]);
    const confirm = link(confirmLink, body.id);
    const cases: [string, number][] = [
      [link(confirmLink, body.id, stranger), 400],
      [link(unsubscribeLink, body.id).replace("/unsubscribe", "/confirm"), 400],
      [confirm.slice(0, -3), 400],
      ["/confirm", 400],
      ["/confirm?token=", 400],
    ];
    for (const [path, status] of cases) {
      expect((await open("POST", path)).status, path).toBe(status);
      expect((await open("GET", path)).status, path).toBe(status);
    }
    app.clock.now = new Date(app.clock.now.getTime() + 8 * 86_400_000);
    expect((await open("POST", confirm)).status).toBe(410);
    expect(await statusOf(body.id)).toBe("pending");
  });

  test("are forgotten with their mails, and their links do no harm afterwards", async () => {
    const { body } = await subscribe("forget@example.com");
    expect((await app.send("DELETE", `/v1/subscriptions/${body.id}`)).status).toBe(204);
    expect(await outboxOf(body.id)).toEqual([]);
    expect((await app.send("GET", `/v1/subscriptions/${body.id}`)).status).toBe(404);
    expect((await open("POST", link(unsubscribeLink, body.id))).status).toBe(200);
    expect((await open("POST", link(confirmLink, body.id))).status).toBe(410);
  });

  test("refuse what is no address", async () => {
    for (const email of [
      "",
      "x",
      "a@b",
      "a@b.c\r\nBcc: x@y.z",
      `${"a".repeat(250)}@example.com`,
      7,
      null,
      "ä@example.com",
    ]) {
      expect((await app.send("POST", "/v1/subscriptions", { email })).status, String(email)).toBe(400);
    }
  });

  test("are listed by status", async () => {
    const answer = await app.send("GET", "/v1/subscriptions?status=active&limit=100");
    const { data } = (await answer.json()) as { data: { status: string; email: string }[] };
    expect(data.map(({ email, status }) => [email, status])).toEqual([["confirm@example.com", "active"]]);
  });
});
