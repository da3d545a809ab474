import { createServer } from "node:net";

/**
 * A loopback port that was free a moment ago. Another process may take it first: whoever binds it must cope.
 * @param wanted is returned when it is free. @default - any port
 */
export async function freePort(wanted = 0): Promise<number> {
  const server = createServer();
  const isFree = await new Promise<boolean>((resolve, reject) => {
    server.once("error", (error) => (wanted === 0 ? reject(error) : resolve(false)));
    server.listen(wanted, "127.0.0.1", () => resolve(true));
  });
  if (!isFree) return freePort();
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no free loopback port");
  return address.port;
}
