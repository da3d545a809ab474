import { lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import { isIP } from "node:net";
import { Agent, buildConnector } from "undici";
import type { AddressGuard } from "./address-guard";
import { PageError } from "./page-error";

export interface GuardedAgentOptions {
  readonly guard: AddressGuard;
  /** Time to resolve, connect and finish the TLS handshake, in milliseconds. */
  readonly connectMs: number;
  /** Largest header block of a response, in bytes. */
  readonly headerBytes: number;
  /** Resolves host names. @default - the system's resolver */
  readonly lookup?: LookupFunction;
}

/**
 * An HTTP agent that cannot reach an address its guard refuses, whatever the URL, a redirect or the DNS says: a host name
 * is judged by the very addresses the connection is about to use (so a second DNS answer cannot differ from the one
 * that was checked), a literal address is judged before connecting, and the peer of the open socket once more.
 *
 * Proxy variables of the environment are not honoured: a proxy would resolve names where no guard looks.
 */
export function createGuardedAgent(options: GuardedAgentOptions): Agent {
  const { guard, connectMs, headerBytes } = options;
  const connect = buildConnector({ timeout: connectMs, lookup: guardedLookup(guard, options.lookup ?? systemLookup) });
  return new Agent({
    maxHeaderSize: headerBytes,
    connections: 1,
    // No connection is kept: with a pause between the pages of a host, an idle one is not worth its memory.
    pipelining: 0,
    connect: (target, callback) => {
      const literal = target.hostname.replace(/^\[|\]$/g, "");
      // Node does not call `lookup` for a literal address.
      if (isIP(literal) !== 0 && !guard(literal)) return callback(refusal(literal, literal), null);
      connect(target, (error, socket) => {
        if (error !== null) return callback(error, null);
        const peer = socket.remoteAddress;
        if (peer !== undefined && guard(peer)) return callback(null, socket);
        socket.destroy();
        callback(refusal(target.hostname, peer ?? "unknown"), null);
      });
    },
  });
}

/** Resolves as `lookup` does, and fails as a whole when any of the addresses is refused. */
function guardedLookup(guard: AddressGuard, lookup: LookupFunction): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const found = Array.isArray(addresses) ? addresses : [];
      const refused = found.find(({ address }) => !guard(address));
      if (refused !== undefined) return callback(refusal(hostname, refused.address), []);
      const first = found[0];
      if (first === undefined) return callback(new PageError("connect", `${hostname} has no address`), []);
      if (options.all === true) return callback(null, found);
      callback(null, first.address, first.family);
    });
  };
}

function refusal(host: string, address: string): PageError {
  const what = host === address ? address : `${host} resolves to ${address}, which`;
  return new PageError("address", `${what} is not a public address; watch only pages on the public internet`);
}
