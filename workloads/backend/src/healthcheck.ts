import { get } from "node:http";

/** Below the container health check's own timeout (5 s unless set), so that the reason is this program's exit status. */
const TIMEOUT_MS = 4_500;

/**
 * The container's health check: `node healthcheck.cjs`. Exits 0 when the process answers `/healthz`, else 1. A program of
 * its own and not a mode of the backend, because it must not load the backend's megabyte every few seconds.
 */
const port = process.env.PORT || "3000";
const request = get({ host: "127.0.0.1", port, path: "/healthz", timeout: TIMEOUT_MS }, (response) => {
  process.exit(response.statusCode === 200 ? 0 : 1);
});
request.on("timeout", () => request.destroy());
request.on("error", () => process.exit(1));
