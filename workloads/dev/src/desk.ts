import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { CaughtMail } from "../../notifier/testing/mail-catcher";
import type { DemoShop } from "./demo-shop";
import { deskPage, mailHtml, mailPage } from "./desk-pages";
import type { RunningDevServer } from "./dev-server";
import { summary } from "./keyboard";

export interface DeskOptions extends Pick<RunningDevServer, "runScraper" | "runNotifier"> {
  readonly port: number;
  readonly backendUrl: string;
  readonly shop: DemoShop;
  readonly mails: readonly CaughtMail[];
}

/** The developer's page: mails that were caught, buttons for the jobs, and the shop that is watched. */
export interface Desk {
  readonly url: string;
  close(): Promise<void>;
}

/** Nothing on these pages runs or loads anything from elsewhere. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-src 'self'; form-action 'self'; base-uri 'self'";

/** Starts the desk on 127.0.0.1. */
export async function startDesk(options: DeskOptions): Promise<Desk> {
  const history: string[] = [];
  const url = `http://127.0.0.1:${options.port}`;
  const server = createServer((request, response) => {
    answer(request, response, options, history, url).catch((error: unknown) => {
      response.writeHead(500, { "content-type": "text/plain" }).end(String(error));
    });
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(options.port, "127.0.0.1", resolve));
  const close = () => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { url, close };
}

async function answer(
  { method, url: path = "/", headers }: IncomingMessage,
  response: ServerResponse,
  options: DeskOptions,
  history: string[],
  url: string,
): Promise<void> {
  // Another site open in the same browser must not press our buttons, nor read mails through a name of its own.
  const isOurs = headers.host === new URL(url).host && (headers.origin === undefined || headers.origin === url);
  if (!isOurs) return void response.writeHead(403).end("not from here");
  if (method === "POST") {
    const line = await act(path, options);
    if (line === undefined) return void response.writeHead(404).end();
    history.unshift(line);
    return void response.writeHead(303, { location: "/" }).end();
  }
  if (path === "/shop") return serveShop(options.shop, headers, response);
  const html = show(path, options, history);
  if (html === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", "content-security-policy": POLICY }).end(html);
}

async function act(path: string, { shop, runScraper, runNotifier }: DeskOptions): Promise<string | undefined> {
  if (path === "/scraper") return summary("scraper", await runScraper());
  if (path === "/notifier") return summary("notifier", await runNotifier());
  if (path !== "/restock") return undefined;
  shop.restock();
  return "shop: a new product";
}

function show(path: string, { backendUrl, mails }: DeskOptions, history: readonly string[]): string | undefined {
  if (path === "/") return deskPage(backendUrl, mails, history);
  const [, index = "", part] = /^\/mails\/(\d+)(\/html)?$/.exec(path) ?? [];
  const caught = mails[Number.parseInt(index, 10)];
  if (caught === undefined) return undefined;
  return part === undefined ? mailPage(Number(index), caught) : mailHtml(caught);
}

function serveShop(shop: DemoShop, headers: IncomingMessage["headers"], response: ServerResponse): void {
  const { etag } = shop;
  if (headers["if-none-match"] === etag) return void response.writeHead(304, { etag }).end();
  response.writeHead(200, { "content-type": "text/html; charset=utf-8", etag }).end(shop.page());
}
