import type MailComposer from "nodemailer/lib/mail-composer";
import type { Mail } from "./mailer";

type ComposeOptions = ConstructorParameters<typeof MailComposer>[0];

/**
 * What the mail library is given. Nothing in it depends on when or how often it is called: the same mail, composed again,
 * has the same Message-ID, Date and text. (MIME boundaries differ: a known one could be forged by a page's text.)
 */
export function composeOptions(mail: Mail, from: string): ComposeOptions {
  const domain = /@([A-Za-z0-9.-]+)>?$/.exec(from)?.[1] ?? "localhost";
  return {
    from,
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    date: mail.date,
    messageId: `<${mail.messageId}@${domain}>`,
    headers: {
      // Tells vacation programs not to answer. @see https://www.rfc-editor.org/rfc/rfc3834#section-5
      "Auto-Submitted": "auto-generated",
      // SES replaces Message-ID and Date by its own; this one stays and tells a repetition from a new mail.
      "X-Stowage-Mail": mail.messageId,
      ...mail.headers,
    },
    // Content comes from scraped pages: the library must not fetch or read what looks like a path or an address.
    disableFileAccess: true,
    disableUrlAccess: true,
  };
}
