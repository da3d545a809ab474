/**
 * What became of one hand-over.
 *
 * - `accepted`: the server took responsibility for the mail
 * - `bounced`: the server will never deliver to this address; asking again is a nuisance
 * - `later`: this mail was refused, for now or for a reason that is not the address; the next run tries again
 * - `unavailable`: no mail can be handed over at the moment; certainly nothing was accepted
 * - `unknown`: the connection broke after the text of the mail was on its way; it may have been accepted
 */
export type Delivery =
  | { readonly kind: "accepted" }
  | { readonly kind: "bounced" | "later" | "unavailable" | "unknown"; readonly reason: string };

/** Longest reason kept. */
const MAX_REASON = 300;

/** A refusal as an SMTP server words it. */
export interface SmtpRefusal {
  /** Command that was refused, such as `RCPT TO`. */
  readonly command: string;
  /** Three digits. */
  readonly code: number;
  /** The whole answer, usually with an enhanced status such as `5.1.1`. */
  readonly response: string;
}

/** What the mail library throws, as far as it is looked at. */
interface SmtpError extends Error {
  readonly code?: string;
  readonly command?: string;
  readonly response?: string;
  readonly responseCode?: number;
}

/** Commands whose refusal is an answer about this hand-over, and not a broken connection. */
const DIALOGUE = new Set(["MAIL FROM", "RCPT TO", "DATA"]);

/**
 * Judges whatever ended a hand-over over SMTP.
 * @param textBegun whether the text of the mail may have been sent
 */
export function judgeSmtpError(thrown: unknown, textBegun: boolean): Delivery {
  const error: SmtpError = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { command = "", response, responseCode } = error;
  if (response !== undefined && responseCode !== undefined && DIALOGUE.has(command))
    return judgeRefusal({ command, code: responseCode, response });
  // The library itself refuses an address it cannot put into a command, and a mail above the server's announced size.
  if (error.code === "EENVELOPE" && command === "API") return { kind: "bounced", reason: error.message };
  if (error.code === "EMESSAGE") return { kind: "later", reason: error.message };
  const code = error.code === undefined ? "" : ` (${error.code})`;
  return { kind: textBegun ? "unknown" : "unavailable", reason: `${error.message}${code}`.slice(0, MAX_REASON) };
}

/** Codes for a mailbox that does not exist or does not accept mail, where the server gives no enhanced status. */
const NO_SUCH_MAILBOX = new Set([550, 551, 553]);

/**
 * Judges a refusal. An address counts as bounced only when the recipient was refused for good and for what it is: bad
 * address (5.1.x) or disabled mailbox (5.2.1). Policy (5.7.x), such as a relay that is configured wrong or a blocked
 * sender, says nothing about the address; one such mistake must not unsubscribe everybody.
 *
 * @see https://www.rfc-editor.org/rfc/rfc3463#section-3
 */
export function judgeRefusal({ command, code, response }: SmtpRefusal): Delivery {
  const reason = `${command}: ${response}`.replace(/\s+/g, " ").slice(0, MAX_REASON);
  // 421: the server is closing; a refused greeting, login or sender concerns every mail alike.
  if (code === 421 || (command !== "RCPT TO" && command !== "DATA")) return { kind: "unavailable", reason };
  if (command === "RCPT TO" && code >= 500 && isAboutMailbox(code, response)) return { kind: "bounced", reason };
  return { kind: "later", reason };
}

function isAboutMailbox(code: number, response: string): boolean {
  const [status, subject] = /\b5\.(\d{1,3})\.\d{1,3}\b/.exec(response) ?? [];
  if (status === undefined) return NO_SUCH_MAILBOX.has(code);
  return subject === "1" ? status !== "5.1.8" && status !== "5.1.7" : status === "5.2.1";
}
