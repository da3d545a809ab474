import { afterEach, describe, expect, it } from "vitest";
import { type PageHandler, type PageServer, startPageServer } from "../testing/page-server";
import { createAddressGuard } from "./address-guard";
import { createGuardedAgent } from "./guarded-agent";
import { HostGate } from "./host-gate";
import { createRobotsCheck } from "./robots";

const open: PageServer[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function robots(answer: PageHandler) {
  const server = await startPageServer({ "/robots.txt": answer, "/moved.txt": "User-agent: *\nDisallow: /" });
  open.push(server);
  const agent = createGuardedAgent({
    guard: createAddressGuard(["127.0.0.0/8"]),
    connectMs: 1_000,
    headerBytes: 8_192,
  });
  const limits = { totalMs: 1_500, headersMs: 1_500, idleMs: 1_500, bodyBytes: 10 };
  const waits: number[] = [];
  const gate = new HostGate({ pauseMs: 0, now: () => 0, wait: async (ms) => void waits.push(ms) });
  const { signal } = new AbortController();
  const check = createRobotsCheck(gate, { agent, userAgent: "StowageBot/1.0 (+https://example.com)", limits, signal });
  const allows = (path: string) =>
    check(new URL(path, server.origin)).then(
      () => true,
      (error: { code: string }) => (error.code === "robots" ? false : Promise.reject(error)),
    );
  return { allows, server, gate, waits, signal };
}

const text =
  (body: string, status = 200): PageHandler =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "text/plain" }).end(body);

describe("robots.txt", () => {
  it("is obeyed, the group of our own name before the group of all", async () => {
    const { allows } = await robots(
      text(
        "User-agent: *\nDisallow: /\n\nUser-agent: stowagebot\nDisallow: /private\nAllow: /private/open\nDisallow: /*.pdf$\n",
      ),
    );
    expect(await allows("/shop?x=1")).toBe(true);
    expect(await allows("/private/a")).toBe(false);
    expect(await allows("/private/open/a")).toBe(true);
    expect(await allows("/a.pdf")).toBe(false);
  });

  it("is asked for once per host and run", async () => {
    const { allows, server } = await robots(text("User-agent: *\nDisallow: /no"));
    await Promise.all([allows("/a"), allows("/b"), allows("/no")]);
    expect(server.requests).toEqual(["/robots.txt"]);
  });

  it("allows everything where there is none, and nothing where the host fails to say", async () => {
    expect(await (await robots(text("", 404))).allows("/")).toBe(true);
    expect(await (await robots(text("", 403))).allows("/")).toBe(true);
    expect(await (await robots(text("", 503))).allows("/")).toBe(false);
    expect(await (await robots(text("", 429))).allows("/")).toBe(false);
    expect(await (await robots((_, response) => void response.destroy())).allows("/")).toBe(false);
    const endless: PageHandler = (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write("Disallow: /x\n".repeat(10_000)));
      };
      response.on("drain", more);
      more();
    };
    expect(await (await robots(endless)).allows("/")).toBe(false);
  });

  it("is followed where it moved", async () => {
    const { allows } = await robots((_, response) => void response.writeHead(301, { location: "/moved.txt" }).end());
    expect(await allows("/")).toBe(false);
  });

  it("may ask for a longer pause, up to thirty seconds", async () => {
    const polite = await robots(text("User-agent: *\nCrawl-delay: 3"));
    await polite.allows("/");
    await polite.gate.pass(new URL(polite.server.origin).host, polite.signal, async () => undefined);
    expect(polite.waits).toEqual([3_000]);
    const greedy = await robots(text("User-agent: *\nCrawl-delay: 86400"));
    await greedy.allows("/");
    await greedy.gate.pass(new URL(greedy.server.origin).host, greedy.signal, async () => undefined);
    expect(greedy.waits).toEqual([30_000]);
  });

  it("cannot keep us busy, however many wildcards it has", async () => {
    const { allows } = await robots(text(`User-agent: *\nDisallow: ${"*".repeat(500_000)}`));
    const startedAt = performance.now();
    await allows(`/${"a".repeat(2_000)}b`);
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});
