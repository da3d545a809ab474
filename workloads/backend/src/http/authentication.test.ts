import { Hono } from "hono";
import { describe, expect, test } from "vitest";
import type { AppEnv } from "../dependencies";
import { basicToken, bearerToken, tokenChecker } from "./authentication";
import { Problem, problemResponse } from "./problem";

const tokens = ["first-token", "second-token"];

function appWith(middleware: ReturnType<typeof bearerToken>) {
  const app = new Hono<AppEnv>();
  app.onError((error, c) => problemResponse(c, error instanceof Problem ? error : new Problem(500, error.message)));
  return app.use(middleware).get("/", (c) => c.text("in"));
}

const ask = (app: ReturnType<typeof appWith>, authorization?: string) =>
  app.request("/", authorization === undefined ? {} : { headers: { authorization } });

describe("a bearer token", () => {
  const app = appWith(bearerToken(tokens));

  test("opens when it is one of the known ones", async () => {
    for (const token of tokens) expect((await ask(app, `Bearer ${token}`)).status).toBe(200);
    expect((await ask(app, "bearer first-token")).status).toBe(200);
  });

  test("is asked for with a challenge", async () => {
    for (const header of [
      undefined,
      "",
      "Bearer",
      "Bearer ",
      "Bearer first-toke",
      "Bearer first-token2",
      "Basic first-token",
    ]) {
      const answer = await ask(app, header);
      expect(answer.status, header).toBe(401);
      expect(answer.headers.get("www-authenticate")).toBe('Bearer realm="stowage"');
    }
  });
});

describe("a token as the password of HTTP Basic", () => {
  const app = appWith(basicToken(tokens));
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

  test("opens with any user name", async () => {
    expect((await ask(app, basic("anybody:first-token"))).status).toBe(200);
    expect((await ask(app, basic(":second-token"))).status).toBe(200);
  });

  test("does not open otherwise", async () => {
    for (const header of [basic("first-token"), basic("first-token:"), basic("x:y"), "Basic !", "Bearer first-token"]) {
      expect((await ask(app, header)).status, header).toBe(401);
    }
  });
});

test("a token is compared with every known one, whatever its length", () => {
  const known = tokenChecker(tokens);
  expect(["first-token", "second-token", "", "x".repeat(10_000)].map(known)).toEqual([true, true, false, false]);
  expect(tokenChecker([])("")).toBe(false);
});
