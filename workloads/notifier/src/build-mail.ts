import type { OutboxMail } from "../../shared/src/database/schema";
import { confirmLink, unsubscribeLink } from "../../shared/src/links";
import type { TokenSigner } from "../../shared/src/tokens";
import { digestSnapshot } from "./digest";
import type { Mail } from "./mailer";
import { renderConfirmation } from "./render-confirmation";
import { renderDigest } from "./render-digest";

/** What links in mails are made of. */
export interface LinkMaker {
  readonly publicUrl: string;
  readonly signer: TokenSigner;
}

/** Makes the mail a row of the outbox stands for; the same row makes the same mail, links included. */
export function buildMail(row: OutboxMail, email: string, { publicUrl, signer }: LinkMaker): Mail {
  const { subscription_id: id, created_at: date } = row;
  const common = { to: email, messageId: row.message_id, date };
  if (row.kind === "confirmation")
    return { ...common, ...renderConfirmation(confirmLink(publicUrl, signer, id, date)), headers: {} };
  const unsubscribeUrl = unsubscribeLink(publicUrl, signer, id, date);
  return {
    ...common,
    ...renderDigest(digestSnapshot.parse(row.snapshot), unsubscribeUrl),
    headers: {
      // One click in the mail program; works only with a DKIM signature that covers both. @see https://www.rfc-editor.org/rfc/rfc8058
      "List-Unsubscribe": `<${unsubscribeUrl}>`,
      "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
      "List-ID": `<digest.${new URL(publicUrl).hostname}>`,
    },
  };
}
