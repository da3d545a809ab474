import type { TokenSigner } from "./tokens";

const DAY_MS = 86_400_000;

/** How long a confirmation link works. The notifier runs every six hours, and people read mail after the weekend. */
export const CONFIRM_DAYS = 7;

/** How long an unsubscribe link works. Laws ask for 30 days at least; people keep mails for longer than that. */
export const UNSUBSCRIBE_DAYS = 730;

/** Paths the backend answers; the mails' links end here. */
export const linkPaths = { confirm: "/confirm", unsubscribe: "/unsubscribe" } as const;

/**
 * Address at which a new subscriber confirms. `GET` shows a page with a button and `POST` confirms, because mail scanners
 * open every link they see.
 *
 * @param since when the mail was queued; the link expires {@link CONFIRM_DAYS} later
 */
export function confirmLink(publicUrl: string, signer: TokenSigner, subscriptionId: string, since: Date): string {
  const expiry = new Date(since.getTime() + CONFIRM_DAYS * DAY_MS);
  return `${publicUrl}${linkPaths.confirm}?token=${signer.sign("confirm", subscriptionId, expiry)}`;
}

/**
 * Address for the `List-Unsubscribe` header and for the text of a mail: `POST` with `List-Unsubscribe=One-Click`
 * unsubscribes at once, `GET` shows a page with a button.
 *
 * @param since when the mail was queued; the link expires {@link UNSUBSCRIBE_DAYS} later
 * @see https://www.rfc-editor.org/rfc/rfc8058#section-3.1
 */
export function unsubscribeLink(publicUrl: string, signer: TokenSigner, subscriptionId: string, since: Date): string {
  const expiry = new Date(since.getTime() + UNSUBSCRIBE_DAYS * DAY_MS);
  return `${publicUrl}${linkPaths.unsubscribe}?token=${signer.sign("unsubscribe", subscriptionId, expiry)}`;
}
