import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from "node:net";

export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** A web site on 127.0.0.1 that a test owns. */
export interface PageServer {
  readonly port: number;
  /** `http://127.0.0.1:port` */
  readonly origin: string;
  /** Path and query of every request, in order. */
  readonly requests: readonly string[];
  close(): Promise<void>;
}

/** Serves pages by path; any other path, robots.txt too unless it is given, is 404. */
export async function startPageServer(pages: Readonly<Record<string, PageHandler | string>>): Promise<PageServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? "/";
    requests.push(path);
    const page = pages[path.split("?", 1)[0] ?? "/"];
    if (page === undefined) return void response.writeHead(404).end();
    if (typeof page === "function") return page(request, response);
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(page);
  });
  return { ...(await listen(server)), requests };
}

/** Serves raw bytes, for answers that are not HTTP. */
export async function startTcpServer(onConnection: (socket: Socket) => void): Promise<Omit<PageServer, "requests">> {
  return listen(createTcpServer((socket) => onConnection(socket.on("error", () => undefined))));
}

async function listen(server: TcpServer): Promise<Omit<PageServer, "requests">> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server listens on no port");
  const close = () => {
    for (const socket of sockets) socket.destroy();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return { port: address.port, origin: `http://127.0.0.1:${address.port}`, close };
}
