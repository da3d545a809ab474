import net from "node:net";

/**
 * So long without a new connection, and everybody who had begun to connect is in. Turns of the event loop count beside
 * milliseconds: a process that was not given the processor for a while has seen nothing in that time.
 */
const QUIET_MS = 50;
const QUIET_TURNS = 50;

/** Among clients that connect all the time there is no such pause; then one turn without a connection must do. */
const PATIENCE_MS = 500;
const LONGEST_MS = 3_000;

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
    let quietTurns = 0;
    const note = () => {
      newest = performance.now();
      quietTurns = -1;
    };
    server.on("connection", note);
    // Runs after the part of a turn in which connections are accepted.
    const turn = () => {
      const now = performance.now();
      quietTurns++;
      const quiet = quietTurns >= QUIET_TURNS && now - newest >= QUIET_MS;
      const enough = quietTurns > 0 && now - started >= PATIENCE_MS;
      if (!quiet && !enough && now - started < LONGEST_MS) {
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
