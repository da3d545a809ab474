import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import { setTimeout as pause } from "node:timers/promises";

export interface LoadRequest {
  readonly method: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** What became of one request. */
export type Outcome =
  | {
      readonly kind: "answered";
      readonly status: number;
      readonly headers: IncomingMessage["headers"];
      readonly body: string;
    }
  /** No connection was made, so nothing was accepted. */
  | { readonly kind: "refused"; readonly code: string }
  /** It was on an open connection and got no answer, or half of one. */
  | { readonly kind: "lost"; readonly code: string; readonly reused: boolean };

export interface LoadOptions {
  readonly port: number;
  /** Requests under way at the same time. */
  readonly clients: number;
  /** Share of clients that open a connection for each request instead of keeping one. @default 0.2 */
  readonly impolite?: number;
  /** The next request; called for every one. */
  readonly next: () => LoadRequest;
  readonly onOutcome: (request: LoadRequest, outcome: Outcome, milliseconds: number) => void;
  readonly signal: AbortSignal;
}

/**
 * Sends requests until the signal is aborted, then waits for the last answers. Unlike the usual load generators it knows
 * whether a request that failed had a connection, keeps to `Connection: close`, and so can tell a request that was lost from
 * one that nobody took.
 */
export async function load(options: LoadOptions): Promise<void> {
  const { clients, impolite = 0.2, next, onOutcome, signal } = options;
  const client = async (keepAlive: boolean) => {
    const agent = new Agent({ keepAlive, maxSockets: 1 });
    while (!signal.aborted) {
      const request = next();
      const started = performance.now();
      const outcome = await send(options.port, request, agent);
      onOutcome(request, outcome, performance.now() - started);
      // Nobody is there: do not knock thousands of times a second.
      if (outcome.kind === "refused") await pause(20);
    }
    agent.destroy();
  };
  await Promise.all(Array.from({ length: clients }, (_, index) => client(index >= clients * impolite)));
}

/** Sends one request and says what became of it. Gives up after ten seconds. */
export function send(port: number, { method, path, headers, body }: LoadRequest, agent?: Agent): Promise<Outcome> {
  return new Promise((resolve) => {
    let connected = false;
    const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
    const all = { ...headers, ...length };
    const request = httpRequest({ host: "127.0.0.1", port, method, path, headers: all, agent, timeout: 10_000 });
    const fail = (error: NodeJS.ErrnoException) => {
      const code = error.code ?? error.message;
      resolve(connected ? { kind: "lost", code, reused: request.reusedSocket } : { kind: "refused", code });
    };
    request.on("socket", (socket) => {
      connected = !socket.connecting;
      if (connected) return;
      socket.once("connect", () => {
        connected = true;
      });
    });
    request.on("timeout", () => request.destroy(new Error("no answer in ten seconds")));
    request.on("error", fail);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => {
        text += chunk;
      });
      response.on("error", fail);
      response.on("end", () => {
        const { statusCode: status = 0, headers: received, complete } = response;
        if (complete) resolve({ kind: "answered", status, headers: received, body: text });
        else fail(new Error("half an answer"));
      });
    });
    request.end(body);
  });
}
