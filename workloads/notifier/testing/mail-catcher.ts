import PostalMime, { type Email } from "postal-mime";
import { SMTPServer, type SMTPServerOptions } from "smtp-server";

/** A mail as it arrived. */
export interface CaughtMail {
  /** Address of the envelope, which is where it would have been delivered. */
  readonly to: string;
  readonly from: string;
  readonly raw: Buffer;
  readonly mail: Email;
  readonly at: Date;
}

export interface MailCatcherOptions {
  /** @default - a free port */
  readonly port?: number;
  /** User and password that must be given. @default - none needed */
  readonly login?: { readonly user: string; readonly password: string };
  /** Refuses a recipient: what the server answers, such as `550 5.1.1 no such user`. @default - accepts all */
  readonly refuseRecipient?: (address: string) => string | undefined;
  /** Called with each mail before it counts as accepted; may throw to refuse it, or wait. */
  readonly onMail?: (mail: CaughtMail) => Promise<void> | void;
}

/** A real SMTP server on 127.0.0.1 that keeps what it gets. */
export interface MailCatcher {
  readonly port: number;
  /** Value of SMTP_URL. */
  readonly url: string;
  /** Accepted mails, in order: from the moment the server answers that it took responsibility. */
  readonly mails: readonly CaughtMail[];
  close(): Promise<void>;
}

/** An answer of the server with its three-digit code. */
class SmtpAnswer extends Error {
  readonly responseCode: number;

  constructor(answer: string) {
    super(answer.slice(4));
    this.responseCode = Number(answer.slice(0, 3));
  }
}

/** Starts the server. */
export async function startMailCatcher(options: MailCatcherOptions = {}): Promise<MailCatcher> {
  const { login, refuseRecipient, onMail } = options;
  const mails: CaughtMail[] = [];
  const server = new SMTPServer({
    disabledCommands: login === undefined ? ["STARTTLS", "AUTH"] : ["STARTTLS"],
    allowInsecureAuth: true,
    authOptional: login === undefined,
    disableReverseLookup: true,
    closeTimeout: 100,
    onAuth: ({ username, password }, _, done) => {
      const isRight = username === login?.user && password === login?.password;
      done(isRight ? null : new SmtpAnswer("535 5.7.8 wrong user or password"), { user: username });
    },
    onRcptTo: ({ address }, _, done) => {
      const refusal = refuseRecipient?.(address);
      done(refusal === undefined ? null : new SmtpAnswer(refusal));
    },
    onData: (stream, session, done) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.once("end", () => {
        keep(Buffer.concat(chunks), session).then(
          () => done(null),
          (error: Error) => done(error),
        );
      });
    },
  } satisfies SMTPServerOptions);
  server.on("error", () => undefined);

  const keep = async (
    raw: Buffer,
    { envelope }: { envelope: { mailFrom: false | { address: string }; rcptTo: { address: string }[] } },
  ) => {
    const mail = await PostalMime.parse(raw);
    const from = envelope.mailFrom === false ? "" : envelope.mailFrom.address;
    for (const { address } of envelope.rcptTo) {
      const caught = { to: address, from, raw, mail, at: new Date() };
      await onMail?.(caught);
      mails.push(caught);
    }
  };

  const port = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    const listener = server.listen(options.port ?? 0, "127.0.0.1", () => {
      const address = listener.address();
      if (address === null || typeof address === "string") reject(new Error("the mail catcher listens on no port"));
      else resolve(address.port);
    });
  });
  const auth = login === undefined ? "" : `${encodeURIComponent(login.user)}:${encodeURIComponent(login.password)}@`;
  return {
    port,
    url: `smtp://${auth}127.0.0.1:${port}`,
    mails,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
