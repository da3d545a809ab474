import type { Delivery } from "./delivery";

/** One mail, ready to be composed. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Without angle brackets and without the domain. */
  readonly messageId: string;
  readonly date: Date;
  /** Beyond those every mail has. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Hands mails over, one at a time. */
export interface Mailer {
  /** Never throws for what the server or the network does; that is the answer. */
  send(mail: Mail): Promise<Delivery>;
  close(): Promise<void>;
}
