import { beforeAll, describe, expect, test } from "vitest";
import { findPostgres } from "../../../shared/testing/postgres";
import { usePostgres } from "../../../shared/testing/use-postgres";
import { apiToken } from "../../testing/backend-process";
import { fillWithDemo } from "../../testing/demo-data";
import { openTestApp, type TestApp } from "../../testing/test-app";
import { style } from "./style";

const { reason } = findPostgres();

describe.skipIf(reason !== undefined)(`the page ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  beforeAll(async () => {
    app = await openTestApp(postgres());
    return () => app.database.close();
  });

  const html = async () => (await app.app.request("/")).text();
  const form = (body: string, headers: Record<string, string> = {}) =>
    app.app.request("/subscribe", {
      method: "POST",
      body,
      headers: { "content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin", ...headers },
    });

  test("is friendly when there is nothing yet", async () => {
    expect(await html()).toMatch(/Nothing found yet[\s\S]*None yet[\s\S]*have not run yet/);
  });

  test("escapes whatever a scraped page says, and makes links of web addresses only", async () => {
    const hostile = '<script>alert(1)</script>"><img src=x onerror=alert(1)>';
    await fillWithDemo(app.database.db, app.clock.now, hostile);
    const page = await html();
    expect(page).not.toMatch(/<script|<img|href="javascript:/i);
    expect(page).toContain("&lt;script&gt;alert(1)&lt;/script&gt;");
  });

  test("loads nothing from anywhere and carries one stylesheet, unescaped", async () => {
    const page = await html();
    expect(page.startsWith("<!doctype html>")).toBe(true);
    expect(page).toContain(`<style>${style}</style>`);
    expect(page).not.toMatch(/ style="| on\w+="|<link[^>]+href="(?!\/icon\.svg)/);
    expect((await app.app.request("/icon.svg")).headers.get("content-type")).toBe("image/svg+xml");
  });

  test("subscribes by its form", async () => {
    const answer = await form("email=+Form%40Example.com");
    expect([answer.status, await answer.text()]).toEqual([202, expect.stringContaining("Check your mail")]);
    const { db } = app.database;
    const row = await db
      .selectFrom("subscriptions")
      .select("status")
      .where("email", "=", "form@example.com")
      .executeTakeFirst();
    expect(row).toEqual({ status: "pending" });
  });

  test("refuses a form that is not its own, no address, and too many", async () => {
    expect(
      (await form("email=a%40example.com", { "sec-fetch-site": "cross-site", origin: "https://evil.example" })).status,
    ).toBe(403);
    expect((await form("email=nonsense", { accept: "text/html" })).status).toBe(400);
    expect((await form("")).status).toBe(400);
    const statuses = [];
    for (let time = 0; time < 4; time++) statuses.push((await form("email=b%40example.com")).status);
    expect(statuses.at(-1)).toBe(429);
  });

  test("asks for an API token as a password unless it is public", async () => {
    const closed = await openTestApp(postgres(), { PAGE_ACCESS: "token" });
    const refused = await closed.app.request("/", { headers: { accept: "text/html" } });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([401, expect.stringMatching(/^Basic /)]);
    expect(refused.headers.get("content-type")).toMatch(/^text\/html/);
    const authorization = `Basic ${Buffer.from(`x:${apiToken}`).toString("base64")}`;
    expect((await closed.app.request("/", { headers: { authorization } })).status).toBe(200);
    expect((await closed.app.request("/subscribe", { method: "POST" })).status).toBe(401);
    await closed.database.close();
  });
});
