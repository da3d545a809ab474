/**
 * The part of a Message-ID before the `@`. It is made from what the mail is, never from a clock or a random number at the
 * time of sending, so a mail queued or sent twice carries the same one and mail programs show it once.
 */
export function confirmationMessageId(subscriptionId: string, queuedAt: Date): string {
  return `confirmation.${subscriptionId}.${queuedAt.getTime()}`;
}

/** @param toItemId newest item in the digest; a subscriber gets each item in one digest only */
export function digestMessageId(subscriptionId: string, toItemId: number): string {
  return `digest.${subscriptionId}.${toItemId}`;
}
