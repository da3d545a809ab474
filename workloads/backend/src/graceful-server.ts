import { createServer, type Server } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "./dependencies";
import { stopAccepting } from "./stop-accepting";
import { Traffic, type TrafficCounts } from "./traffic";

/**
 * Connections that are kept open between requests end after this long. Longer than the 60 s after which an Application Load
 * Balancer closes its own side: who closes first must not be us, or a request crosses the closing and is lost.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-load-balancer-attributes.html
 */
const KEEP_ALIVE_MS = 65_000;

/** A client that sends its headers or its body more slowly than this is cut off. */
const HEADERS_TIMEOUT_MS = 10_000;
const REQUEST_TIMEOUT_MS = 30_000;
const TIMEOUT_CHECK_MS = 5_000;

const timeouts = {
  keepAliveTimeout: KEEP_ALIVE_MS,
  headersTimeout: HEADERS_TIMEOUT_MS,
  requestTimeout: REQUEST_TIMEOUT_MS,
  connectionsCheckingInterval: TIMEOUT_CHECK_MS,
};

/** While stopping, a connection without a request is kept this long, for the request that may be on its way. */
const IDLE_GRACE_MS = 1_000;

/** More sockets than this are refused, so that those who only connect cannot take all memory. */
const MOST_CONNECTIONS = 1_000;

export interface GracefulServer {
  /** The port it listens on. */
  readonly port: number;
  /**
   * Accepts what has connected already and nothing more, answers every request that arrives on an open connection, tells
   * those clients to close, and resolves when the last connection is gone.
   */
  readonly stop: () => Promise<TrafficCounts>;
}

/** Serves the application. @throws when the port is taken */
export async function startServer(app: OpenAPIHono<AppEnv>, port: number): Promise<GracefulServer> {
  const answer = getRequestListener((request, env) => {
    const remoteAddress = "incoming" in env ? env.incoming.socket.remoteAddress : undefined;
    return app.fetch(request, remoteAddress === undefined ? {} : { remoteAddress });
  });
  const traffic = new Traffic();
  const server = createServer(timeouts, (request, response) =>
    traffic.take(response, () => void answer(request, response)),
  );
  server.maxConnections = MOST_CONNECTIONS;
  await listening(server, port);
  const address = server.address();
  return {
    port: typeof address === "object" && address !== null ? address.port : port,
    stop: async () => {
      const closed = closing(server, traffic);
      traffic.hold();
      await stopAccepting(server);
      traffic.proceed();
      await closed;
      return traffic.counts;
    },
  };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/**
 * Resolves when the last connection is gone; ends those that stay without a request. Node takes a connection for idle as
 * soon as its answer is written, be it read or not, so none is ended while an answer is on its way.
 */
function closing(server: Server, traffic: Traffic): Promise<void> {
  return new Promise((resolve) => {
    let idle: NodeJS.Timeout | undefined;
    const grace = setTimeout(() => {
      idle = setInterval(() => traffic.isQuiet && server.closeIdleConnections(), 50);
    }, IDLE_GRACE_MS);
    server.once("close", () => {
      clearTimeout(grace);
      clearInterval(idle);
      resolve();
    });
  });
}
