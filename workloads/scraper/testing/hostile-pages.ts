import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import type { PageErrorCode } from "../src/page-error";
import { type PageHandler, type PageServer, startPageServer, startTcpServer } from "./page-server";
import { shopPage } from "./watches";

/** A page made to hurt, and what it may cost: one error line with this code, or nothing at all. */
export interface HostilePage {
  readonly name: string;
  readonly outcome: PageErrorCode | "harmless";
  readonly start: () => Promise<Pick<PageServer, "origin" | "close">>;
  /** Path that is watched. @default / */
  readonly path?: string;
  /** Changes to the watch. @default - none */
  readonly itemSelector?: string;
}

const MEBIBYTE = 1_048_576;
const html = { "content-type": "text/html; charset=utf-8" };
const page = (outcome: HostilePage["outcome"], name: string, handler: PageHandler | string): HostilePage => ({
  name,
  outcome,
  start: () => startPageServer({ "/": handler }),
});
const raw = (outcome: PageErrorCode, name: string, speak: (socket: Socket) => void): HostilePage => ({
  name,
  outcome,
  start: () =>
    startTcpServer((socket) =>
      socket.once("data", (request) => {
        if (String(request).startsWith("GET /robots.txt"))
          socket.end("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n");
        else speak(socket);
      }),
    ),
});

/** Writes as fast as the other side reads, until it hangs up or `bytes` are written. */
function pour(response: ServerResponse | Socket, piece: Buffer, bytes = Number.POSITIVE_INFINITY): void {
  let written = 0;
  const more = () => {
    while (!response.destroyed && written < bytes) {
      written += piece.length;
      if (!response.write(piece)) return;
    }
    if (!response.destroyed) response.end();
  };
  response.on("drain", more).on("error", () => undefined);
  more();
}

/** Writes one piece every few milliseconds, for ever. */
function drip(socket: Socket, piece: string): void {
  const timer = setInterval(() => socket.write(piece), 50);
  socket.once("close", () => clearInterval(timer));
}

const serve =
  (headers: Record<string, string>, body: string | Buffer): PageHandler =>
  (_, response) =>
    void response.writeHead(200, { ...html, ...headers }).end(body);

/** Every paragraph re-opens all formatting elements before it, so the tree grows with the square of the page. */
const formattingBomb = () => Array.from({ length: 20_000 }, (_, n) => `<b a${n}>`).join("") + "<p>x".repeat(20_000);

/** Every element is compared with every later one, and each of those again. */
const slowSelector = "div:has(~ div:has(~ div:has(~ em)))";

/** All the ways in which a page can be bad that the project has thought of. */
export const hostilePages: readonly HostilePage[] = [
  page("size", "a body of 100 MB", (_, response) => {
    response.writeHead(200, { ...html, "content-length": String(100 * MEBIBYTE) });
    pour(response, Buffer.alloc(65_536, "<p>x</p>"), 100 * MEBIBYTE);
  }),
  page("size", "an endless stream", (_, response) => {
    response.writeHead(200, html);
    pour(response, Buffer.alloc(65_536, "<p>x</p>"));
  }),
  page(
    "size",
    "a compressed body that grows to 300 MB",
    serve({ "content-encoding": "gzip" }, gzipSync(Buffer.alloc(300 * MEBIBYTE))),
  ),
  page("timeout", "a body of one byte now and then", (_, response) => {
    response.writeHead(200, html);
    const timer = setInterval(() => response.write("x"), 50);
    response.once("close", () => clearInterval(timer));
  }),
  page("timeout", "no answer at all", () => undefined),
  raw("timeout", "headers of one byte now and then", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\nx-slow: ");
    drip(socket, "x");
  }),
  raw("timeout", "an endless row of early hints", (socket) =>
    drip(socket, "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n"),
  ),
  raw("headers", "a header block without end", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\n");
    pour(socket, Buffer.from(`x-header: ${"y".repeat(1_000)}\r\n`));
  }),
  raw("headers", "something that is not HTTP", (socket) => void socket.end("220 smtp.example ESMTP\r\n")),
  raw("connect", "a connection that breaks inside the body", (socket) => {
    socket.write("HTTP/1.1 200 OK\r\ncontent-type: text/html\r\ncontent-length: 1000\r\n\r\n<p>half");
    setImmediate(() => socket.destroy());
  }),
  raw("headers", "broken chunks", (socket) => {
    socket.end("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nnothex\r\n<p>x\r\n");
  }),
  page("redirects", "a redirect to itself", (_, response) => void response.writeHead(302, { location: "/" }).end()),
  page("redirects", "a redirect without an address", (_, response) => void response.writeHead(301).end()),
  {
    name: "a chain of redirects without end",
    outcome: "redirects",
    path: "/0",
    start: () => {
      const next: PageHandler = ({ url }, response) =>
        void response.writeHead(307, { location: `/${Number(url?.slice(1)) + 1}` }).end();
      return startPageServer(Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`/${n}`, next])));
    },
  },
  page("address", "a redirect to the instance metadata", (_, response) => {
    response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data/iam/security-credentials/" }).end();
  }),
  page("content", "bytes that are no UTF-8 although it says so", serve({}, Buffer.alloc(100_000, 0xfe))),
  page("content", "a picture", serve({ "content-type": "image/png" }, Buffer.alloc(100_000, 0x89))),
  page("content", "compressed bytes that are not", serve({ "content-encoding": "br" }, "plain")),
  page("extract", "elements nested 180,000 deep", `${"<div>".repeat(180_000)}<li class="item"><h2>x</h2>`),
  page("extract", "formatting that multiplies while it is parsed", formattingBomb()),
  {
    ...page("extract", "elements over which a selector takes for ever", `${"<div>x</div>".repeat(20_000)}`),
    itemSelector: slowSelector,
  },
  page("harmless", "a title of 1.9 MB", shopPage([{ name: "x".repeat(900_000), price: "1" }])),
  page("extract", "160,000 elements in two megabytes", `<ul>${"<li class=item><h2>x</h2>".repeat(80_000)}</ul>`),
  page("harmless", "2,000 items", `<ul>${"<li class=item><h2>x</h2>".repeat(2_000)}</ul>`),
  page(
    "harmless",
    "scripts in titles",
    shopPage([{ name: "&lt;script>alert(1)&lt;/script>\u0000\u202e", price: "<script>1</script>" }]),
  ),
  page(
    "harmless",
    "links and a base that are programs",
    `<base href="javascript:alert(1)">${shopPage([{ name: "x", price: "1" }])}`,
  ),
  page("harmless", "nothing", ""),
];
