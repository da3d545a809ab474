import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { taskKey } from "./applied-task";

/** Hands out the credentials of task roles, as the ECS agent does at 169.254.170.2. */
export interface CredentialsEndpoint extends AsyncDisposable {
  /** Where a task of this family gets those of its role. */
  uriOf(family: string): string;
}

/** Long enough for a rehearsal; the agent's are valid for one to six hours. */
const VALID_MS = 3_600_000;

/**
 * Starts it on this machine. The keys are those by which the emulator's log tells the roles apart.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html
 */
export async function startCredentialsEndpoint(): Promise<CredentialsEndpoint> {
  const server = createServer(({ url = "/" }, response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.end(
      JSON.stringify({
        AccessKeyId: taskKey(decodeURIComponent(url.slice(1))),
        SecretAccessKey: "rehearsal",
        Token: "rehearsal",
        Expiration: new Date(Date.now() + VALID_MS).toISOString(),
      }),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    uriOf: (family) => `http://127.0.0.1:${port}/${encodeURIComponent(family)}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
