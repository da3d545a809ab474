import { once } from "node:events";
import { createServer, request, type Server } from "node:http";

/** EC2's words for a caller without the permission. Not tried again by the AWS CLI itself. */
const REFUSED =
  "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized</Message></Error></Errors></Response>";

/** Passes requests that come through a Unix socket on to the emulator, and refuses as many as it is told to. */
export class AwsRelay implements AsyncDisposable {
  /** Requests that are refused before one passes. */
  refuse = 0;
  readonly #server: Server;

  private constructor(url: string) {
    this.#server = createServer((incoming, answer) => {
      if (this.refuse > 0) {
        this.refuse -= 1;
        incoming.resume();
        answer.writeHead(403).end(REFUSED);
        return;
      }
      const { method, headers } = incoming;
      const onward = request(new URL(incoming.url ?? "/", url), { method, headers }, (response) => {
        answer.writeHead(response.statusCode ?? 502, response.headers);
        response.pipe(answer);
      });
      incoming.pipe(onward);
    });
  }

  static async listen(socket: string, url: string): Promise<AwsRelay> {
    const relay = new AwsRelay(url);
    relay.#server.listen(socket);
    await once(relay.#server, "listening");
    return relay;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, "close");
  }
}
