import net from "node:net";

/** So long without a new connection, and everybody who had begun to connect is in. */
const QUIET_MS = 50;

/** Among clients that connect all the time there is no such pause; then the first turn without one must do. */
const PATIENCE_MS = 300;
const LONGEST_MS = 2_000;

/**
 * Stops listening without cutting anybody off. Two things stand in the way of a plain `close()`:
 *
 * - The kernel completes connections before a program accepts them, and resets those that wait when the program stops
 *   listening. Node accepts one connection in a turn of its event loop, so under load dozens wait. They are accepted first.
 * - `http.Server.close()` ends idle connections at once, and with them a request that is just arriving. The method of
 *   `net.Server` leaves them alone.
 *
 * Whoever calls this should answer no request meanwhile: an answered client connects again, and the queue never ends.
 *
 * @see https://github.com/libuv/libuv/pull/3696 one connection in a turn
 */
export function stopAccepting(server: net.Server): Promise<void> {
  return new Promise((resolve) => {
    const started = performance.now();
    let newest = started;
    let accepted = true;
    const note = () => {
      accepted = true;
      newest = performance.now();
    };
    server.on("connection", note);
    // Runs after the part of a turn in which connections are accepted, so the queue was empty a moment ago.
    const turn = () => {
      const now = performance.now();
      const quiet = now - newest >= QUIET_MS || (now - started >= PATIENCE_MS && !accepted);
      if (!quiet && now - started < LONGEST_MS) {
        accepted = false;
        setImmediate(turn);
        return;
      }
      server.off("connection", note);
      net.Server.prototype.close.call(server);
      resolve();
    };
    setImmediate(turn);
  });
}
