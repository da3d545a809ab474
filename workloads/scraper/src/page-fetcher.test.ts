import type { LookupFunction } from "node:net";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { type PageHandler, type PageServer, startPageServer } from "../testing/page-server";
import { createAddressGuard } from "./address-guard";
import { createGuardedAgent } from "./guarded-agent";
import { HostGate } from "./host-gate";
import { createPageFetcher } from "./page-fetcher";
import { createRobotsCheck } from "./robots";

const NONE = { etag: null, lastModified: null };
const open: Pick<PageServer, "close">[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function site(pages: Readonly<Record<string, PageHandler | string>>): Promise<PageServer> {
  const server = await startPageServer(pages);
  open.push(server);
  return server;
}

function fetcher(options: { allow?: readonly string[]; lookup?: LookupFunction; bodyBytes?: number } = {}) {
  const { allow = ["127.0.0.1/32"], bodyBytes = 10_000, ...rest } = options;
  const agent = createGuardedAgent({ guard: createAddressGuard(allow), connectMs: 2_000, headerBytes: 8_192, ...rest });
  const limits = { totalMs: 2_000, headersMs: 2_000, idleMs: 2_000, bodyBytes };
  const request = {
    agent,
    userAgent: "TestBot/1.0 (+https://example.com)",
    limits,
    signal: new AbortController().signal,
  };
  const gate = new HostGate({ pauseMs: 0 });
  return createPageFetcher({ gate, robots: createRobotsCheck(gate, request), request, maxRedirects: 3 });
}

const answer =
  (status: number, headers: Record<string, string>, body: string | Buffer = ""): PageHandler =>
  (_, response) =>
    void response.writeHead(status, headers).end(body);

/** A resolver that knows a list of answers for each name and gives them one after another. */
function resolver(answers: Record<string, string[]>): LookupFunction & { readonly asked: string[] } {
  const asked: string[] = [];
  const lookup: LookupFunction = (hostname, _, callback) => {
    asked.push(hostname);
    const address = answers[hostname]?.shift() ?? "127.0.0.1";
    callback(null, [{ address, family: 4 }]);
  };
  return Object.assign(lookup, { asked });
}

describe("conditional requests", () => {
  it("remembers both validators and sends them back", async () => {
    const seen: unknown[] = [];
    const { origin } = await site({
      "/": ({ headers }, response) => {
        seen.push([headers["if-none-match"], headers["if-modified-since"], headers["user-agent"]]);
        if (headers["if-none-match"] === '"v1"') return void response.writeHead(304).end();
        response.writeHead(200, { etag: '"v1"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT" }).end("<p>");
      },
    });
    const fetchPage = fetcher();
    const first = await fetchPage(`${origin}/`, NONE);
    const validators = { etag: '"v1"', lastModified: "Thu, 01 Jan 2026 00:00:00 GMT" };
    expect(first).toMatchObject({ kind: "page", validators });
    expect(await fetchPage(`${origin}/`, validators)).toEqual({ kind: "not-modified" });
    expect(seen).toEqual([
      [undefined, undefined, "TestBot/1.0 (+https://example.com)"],
      ['"v1"', "Thu, 01 Jan 2026 00:00:00 GMT", "TestBot/1.0 (+https://example.com)"],
    ]);
  });

  it("does not take 304 for an answer to a request without conditions", async () => {
    const { origin } = await site({ "/": answer(304, {}) });
    await expect(fetcher()(`${origin}/`, NONE)).rejects.toMatchObject({ code: "status" });
  });
});

describe("bodies", () => {
  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
  ] as const)("are decompressed (%s), and measured when they are", async (encoding, compress) => {
    const headers = { "content-encoding": encoding };
    const { origin } = await site({
      "/": answer(200, headers, compress("<p>hello")),
      "/bomb": answer(200, headers, compress(Buffer.alloc(5_000_000))),
      "/broken": answer(200, headers, "not compressed"),
      "/cut": answer(200, headers, compress("<p>hello hello hello").subarray(0, 12)),
    });
    const fetchPage = fetcher();
    expect(await fetchPage(`${origin}/`, NONE)).toMatchObject({ body: Buffer.from("<p>hello") });
    await expect(fetchPage(`${origin}/bomb`, NONE)).rejects.toMatchObject({ code: "size" });
    await expect(fetchPage(`${origin}/broken`, NONE)).rejects.toMatchObject({ code: "content" });
    await expect(fetchPage(`${origin}/cut`, NONE)).rejects.toMatchObject({ code: "content" });
  });

  it("are refused when they are too long, not HTML or in an unknown compression", async () => {
    const { origin } = await site({
      "/long": answer(200, {}, Buffer.alloc(10_001)),
      "/just": answer(200, {}, Buffer.alloc(10_000, "a")),
      "/pdf": answer(200, { "content-type": "application/pdf" }, "%PDF"),
      "/zstd": answer(200, { "content-encoding": "zstd" }, "x"),
    });
    const fetchPage = fetcher();
    await expect(fetchPage(`${origin}/just`, NONE)).resolves.toMatchObject({ kind: "page" });
    await expect(fetchPage(`${origin}/long`, NONE)).rejects.toMatchObject({ code: "size" });
    await expect(fetchPage(`${origin}/pdf`, NONE)).rejects.toMatchObject({ code: "content" });
    await expect(fetchPage(`${origin}/zstd`, NONE)).rejects.toMatchObject({ code: "content" });
  });
});

describe("redirects", () => {
  it("are followed, and relative links count from where they end", async () => {
    const { origin } = await site({
      "/": answer(301, { location: "/a" }),
      "/a": answer(302, { location: "b/c" }),
      "/b/c": "<p>",
    });
    const page = await fetcher()(`${origin}/`, NONE);
    expect(page).toMatchObject({ kind: "page", url: new URL(`${origin}/b/c`) });
  });

  it("end at a loop, at too many, at none and at other schemes", async () => {
    const { origin } = await site({
      "/loop": answer(302, { location: "/loop2" }),
      "/loop2": answer(302, { location: "/loop" }),
      "/many": ({ url }, response) => void response.writeHead(302, { location: `/many?${Math.random()}${url}` }).end(),
      "/none": answer(302, {}),
      "/file": answer(302, { location: "file:///etc/passwd" }),
      "/user": answer(302, { location: "http://user:secret@example.com/" }),
    });
    const fetchPage = fetcher();
    for (const path of ["/loop", "/many", "/none", "/file"])
      await expect(fetchPage(`${origin}${path}`, NONE), path).rejects.toMatchObject({ code: "redirects" });
    const refused = await fetchPage(`${origin}/user`, NONE).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "url" });
    expect(String(refused)).not.toContain("secret");
  });
});

describe("addresses that are not public", () => {
  it.each([
    "http://127.0.0.1/",
    "http://2130706433/",
    "http://0x7f.1/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials/",
    "http://[fd00:ec2::254]/",
    "http://10.0.0.1:8080/",
    "http://localhost/",
  ])("are refused when the watch names them: %s", async (url) => {
    await expect(fetcher({ allow: [] })(url, NONE)).rejects.toMatchObject({ code: "address" });
  });

  it("are refused after a redirect", async () => {
    const { origin, port } = await site({
      "/meta": answer(302, { location: "http://169.254.169.254/latest/meta-data/iam/" }),
      "/ecs": answer(302, { location: "//169.254.170.2/v2/credentials/x" }),
      "/name": answer(302, { location: "http://metadata.test/" }),
    });
    const fetchPage = fetcher({ lookup: resolver({ "metadata.test": ["169.254.169.254"] }) });
    for (const path of ["/meta", "/ecs", "/name"])
      await expect(fetchPage(`${origin}${path}`, NONE), path).rejects.toMatchObject({ code: "address" });
    expect(port).toBeGreaterThan(0);
  });

  it("are refused when the DNS changes its mind between two requests", async () => {
    const { port, requests } = await site({ "/": answer(302, { location: "/again" }), "/again": "<p>" });
    const lookup = resolver({ "rebind.test": ["127.0.0.1", "127.0.0.1", "169.254.169.254"] });
    await expect(fetcher({ lookup })(`http://rebind.test:${port}/`, NONE)).rejects.toMatchObject({ code: "address" });
    // Every connection asked once: the address that was judged is the address that was used.
    expect(lookup.asked).toHaveLength(3);
    expect(requests).toEqual(["/robots.txt", "/"]);
  });

  it("are refused when only one of several answers is such an address", async () => {
    const mixed: LookupFunction = (_, __, callback) =>
      callback(null, [
        { address: "93.184.215.14", family: 4 },
        { address: "10.0.0.1", family: 4 },
      ]);
    await expect(fetcher({ lookup: mixed })("http://mixed.test/", NONE)).rejects.toThrow(
      /mixed.test resolves to 10.0.0.1/,
    );
  });
});

describe("other answers", () => {
  it("are errors with their status", async () => {
    const { origin } = await site({ "/gone": answer(410, {}), "/busy": answer(503, {}) });
    await expect(fetcher()(`${origin}/gone`, NONE)).rejects.toThrow(/answered 410/);
    await expect(fetcher()(`${origin}/busy`, NONE)).rejects.toThrow(/answered 503/);
  });

  it("are refused for addresses that are no web pages", async () => {
    for (const url of ["ftp://example.com/", "not a url", "http://user:pass@example.com/"])
      await expect(fetcher()(url, NONE), url).rejects.toMatchObject({ code: "url" });
  });
});
