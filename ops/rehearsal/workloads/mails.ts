import PostalMime from "postal-mime";
import { z } from "zod";

const Mails = z.array(z.object({ from: z.string(), to: z.array(z.string()), raw: z.string() }));

export interface CaughtMail {
  readonly to: readonly string[];
  readonly subject: string;
  readonly text: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The mails that were handed to the emulated SES, oldest first. */
export async function caughtMails(emulator: string): Promise<CaughtMail[]> {
  const response = await fetch(`${emulator}/stowage/mails`);
  const mails = Mails.parse(await response.json());
  return Promise.all(
    mails.map(async ({ to, raw }) => {
      const mail = await PostalMime.parse(raw);
      const headers = Object.fromEntries(mail.headers.map(({ key, value }) => [key, value]));
      return { to, subject: mail.subject ?? "", text: mail.text ?? "", headers };
    }),
  );
}
