import { Readable } from "node:stream";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import { composeOptions } from "./compose";
import { type Delivery, judgeSmtpError } from "./delivery";
import type { Mail, Mailer } from "./mailer";
import type { SmtpServer } from "./smtp-url";

export interface SmtpMailerOptions {
  readonly server: SmtpServer;
  /** Sender of all mails. */
  readonly from: string;
  /** Time to connect, and then to be greeted, in milliseconds. @default 10000 */
  readonly connectMs?: number;
  /**
   * Longest silence afterwards, in milliseconds. A server that needs longer to accept a mail gets it a second time, so it
   * is long; RFC 5321 even wants ten minutes. @default 120000
   * @see https://www.rfc-editor.org/rfc/rfc5321#section-4.5.3.2.6
   */
  readonly silenceMs?: number;
}

/** Time for the farewell, in milliseconds. */
const QUIT_MS = 1_000;

/** The mail as it goes over the wire; or why the library cannot make one of it. */
async function compose(
  mail: Mail,
  sender: string,
): Promise<Delivery | { readonly bytes: Buffer; readonly from: string | false }> {
  try {
    const message = new MailComposer(composeOptions(mail, sender)).compile();
    return { bytes: await message.build(), from: message.getEnvelope().from };
  } catch (error) {
    return { kind: "later", reason: `cannot be composed: ${error instanceof Error ? error.message : String(error)}` };
  }
}

type Done = (error?: Error | null) => void;

/**
 * Hands mails over to one SMTP server on one connection, which is opened with the first mail and again after it broke.
 *
 * Built on the connection of nodemailer and not on its transports: those do not tell whether the text of a mail had
 * been sent when a connection broke, and its pool then silently sends the mail a second time.
 */
export class SmtpMailer implements Mailer {
  readonly #options: Required<SmtpMailerOptions>;
  #connection: SMTPConnection | undefined;

  constructor(options: SmtpMailerOptions) {
    this.#options = { connectMs: 10_000, silenceMs: 120_000, ...options };
  }

  async send(mail: Mail): Promise<Delivery> {
    const composed = await compose(mail, this.#options.from);
    if ("kind" in composed) return composed;
    const { bytes, from } = composed;
    let textBegun = false;
    // Read by the connection when the server has agreed to take the text, or to throw it away after a refusal.
    const text = Readable.from(
      (function* () {
        textBegun = true;
        yield bytes;
      })(),
    );
    try {
      const connection = await this.#open();
      await this.#step(connection, (done) => connection.send({ from, to: [mail.to], size: bytes.length }, text, done));
      return { kind: "accepted" };
    } catch (error) {
      return judgeSmtpError(error, textBegun);
    }
  }

  async close(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    if (connection === undefined) return;
    await new Promise<void>((resolve) => {
      connection.once("end", resolve);
      connection.quit();
      setTimeout(resolve, QUIT_MS).unref();
    });
    connection.close();
  }

  async #open(): Promise<SMTPConnection> {
    if (this.#connection !== undefined) return this.#connection;
    const { server, connectMs, silenceMs } = this.#options;
    const connection = new SMTPConnection({
      host: server.host,
      port: server.port,
      secure: server.tls === "implicit",
      requireTLS: server.tls === "required",
      ignoreTLS: server.tls === "off",
      connectionTimeout: connectMs,
      greetingTimeout: connectMs,
      socketTimeout: silenceMs,
    });
    // Between two mails nobody waits for the connection; that it broke is found with the next one.
    connection.on("error", () => undefined).once("end", () => this.#forget(connection));
    await this.#step(connection, (done) => connection.connect(done));
    const { auth } = server;
    if (auth !== undefined) await this.#step(connection, (done) => connection.login({ credentials: auth }, done));
    this.#connection = connection;
    return connection;
  }

  /** One step of the dialogue. A connection that breaks says so by an event and leaves the callback uncalled. */
  async #step(connection: SMTPConnection, run: (done: Done) => void): Promise<void> {
    let onError: Done | undefined;
    let onEnd: (() => void) | undefined;
    try {
      await new Promise<void>((resolve, reject) => {
        onError = (error) => reject(error);
        onEnd = () => reject(new Error("the server closed the connection"));
        connection.on("error", onError).on("end", onEnd);
        run((error) => (error ? reject(error) : resolve()));
      });
    } catch (error) {
      // After a refusal the dialogue may be out of step; the next mail gets a new connection.
      this.#forget(connection);
      connection.close();
      throw error;
    } finally {
      if (onError !== undefined) connection.off("error", onError);
      if (onEnd !== undefined) connection.off("end", onEnd);
    }
  }

  #forget(connection: SMTPConnection): void {
    if (this.#connection === connection) this.#connection = undefined;
  }
}
