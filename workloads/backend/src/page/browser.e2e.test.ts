import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { confirmLink } from "../../../shared/src/links";
import { findPostgres } from "../../../shared/testing/postgres";
import { usePostgres } from "../../../shared/testing/use-postgres";
import { fillWithDemo } from "../../testing/demo-data";
import { findChromium } from "../../testing/find-chromium";
import { openTestApp, type TestApp } from "../../testing/test-app";
import { startServer } from "../graceful-server";

const executablePath = findChromium();
const reason = findPostgres().reason ?? (executablePath === undefined ? "no Chromium on this machine" : undefined);

const hostile = '<script>document.title="owned"</script><img src=x onerror="document.title=\'owned\'">';

describe.skipIf(reason !== undefined)(`the page in a browser ${reason ?? ""}`, () => {
  const postgres = usePostgres();
  let app: TestApp;
  let browser: Browser;
  let url: string;

  beforeAll(async () => {
    app = await openTestApp(postgres());
    await fillWithDemo(app.database.db, app.clock.now, hostile);
    const server = await startServer(app.app, 0);
    url = `http://127.0.0.1:${server.port}`;
    browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
    return async () => {
      await browser.close();
      await server.stop();
      await app.database.close();
    };
  });

  /** Opens a page and collects everything the browser complains about. */
  async function open(path: string, width: number, colorScheme: "light" | "dark" = "light") {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme });
    const complaints: string[] = [];
    const requests: string[] = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => requests.push(request.url()));
    await page.goto(url + path);
    await keep(page, `${path === "/" ? "overview" : "link"}-${width}-${colorScheme}`);
    return { page, complaints, requests };
  }

  /** With STOWAGE_SCREENSHOTS set to a folder, keeps a picture of each page for people to look at. */
  async function keep(page: Page, name: string): Promise<void> {
    const folder = process.env.STOWAGE_SCREENSHOTS;
    if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
  }

  test.for([
    [375, "light"],
    [375, "dark"],
    [1280, "light"],
    [1280, "dark"],
  ] as const)("fits %i pixels in %s colours, without a complaint and without asking anybody else", async ([
    width,
    scheme,
  ]) => {
    const { page, complaints, requests } = await open("/", width, scheme);
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    expect(await page.getByRole("heading", { name: "Newest items" }).isVisible()).toBe(true);
    expect(complaints).toEqual([]);
    expect(requests.filter((request) => !request.startsWith(url))).toEqual([]);
    await page.close();
  });

  test("shows hostile titles as text", async () => {
    const { page } = await open("/", 1280);
    expect(await page.title()).toBe("Stowage");
    expect(await page.getByText(hostile).first().isVisible()).toBe(true);
    expect(await page.evaluate("document.querySelectorAll('main img, main script').length")).toBe(0);
    await page.close();
  });

  test("has targets that a thumb can hit", async () => {
    const { page } = await open("/", 375);
    for (const control of await page.locator("input, button, summary").all()) {
      const box = await control.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(24);
    }
    await page.close();
  });

  test("subscribes and confirms by pressing buttons", async () => {
    const { page, complaints } = await open("/", 375);
    await page.getByLabel("Email address").fill("browser@example.com");
    await page.getByRole("button", { name: "Subscribe" }).click();
    await page.getByText("Check your mail").waitFor();
    const { db } = app.database;
    const row = () =>
      db.selectFrom("subscriptions").selectAll().where("email", "=", "browser@example.com").executeTakeFirstOrThrow();
    const confirm = await open(confirmLink("", app.signer, (await row()).id, app.clock.now), 375);
    await confirm.page.getByRole("button", { name: "Confirm" }).click();
    await confirm.page.getByText("Confirmed", { exact: true }).waitFor();
    expect((await row()).status).toBe("active");
    expect([...complaints, ...confirm.complaints]).toEqual([]);
  });
});
