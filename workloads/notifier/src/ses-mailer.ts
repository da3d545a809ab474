import { setTimeout as sleep } from "node:timers/promises";
import type { SESv2Client } from "@aws-sdk/client-sesv2";
import { createTransport } from "nodemailer";
import { composeOptions } from "./compose";
import type { Delivery } from "./delivery";
import type { Mailer } from "./mailer";

export interface SesMailerOptions {
  readonly from: string;
  readonly configurationSet: string | undefined;
  /** @default - sleeps */
  readonly wait?: (ms: number) => Promise<unknown>;
}

/** Pauses after SES said that it gets too much at once, in milliseconds. */
const THROTTLE_PAUSES = [250, 500, 1_000, 2_000, 4_000];

/** Refusals that concern this mail and not the account. @see https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html */
const ABOUT_THE_MAIL = new Set(["MessageRejected", "BadRequestException"]);

/**
 * Hands mails over to Amazon SES with the task role. IAM judges a raw mail, which is what this sends, as
 * `ses:SendRawEmail` on the identity of the sender (and on the configuration set), whatever the name of the call.
 *
 * SES accepts first and finds out later: bounces arrive through the configuration set and are not seen here. Its
 * account-level suppression list keeps addresses that bounced from being written to again.
 *
 * @see https://github.com/nodemailer/nodemailer/issues/1734
 * @see https://docs.aws.amazon.com/ses/latest/dg/sending-email-suppression-list.html
 */
export async function createSesMailer(options: SesMailerOptions): Promise<Mailer> {
  // Loaded here so that a notifier with SMTP does not pay for it.
  const { SESv2Client, SendEmailCommand } = await import("@aws-sdk/client-sesv2");
  // One attempt: the client would repeat a call whose answer was lost, and SES would send the mail twice.
  const client = new SESv2Client({ maxAttempts: 1 });
  const transport = createTransport({ SES: { sesClient: client, SendEmailCommand } });
  return {
    send: (mail) =>
      sendThrottled(() => transport.sendMail({ ...composeOptions(mail, options.from), ses: extra(options) }), options),
    close: async () => destroy(client),
  };
}

function extra({ configurationSet }: SesMailerOptions): { readonly ConfigurationSetName?: string } {
  return configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet };
}

function destroy(client: SESv2Client): void {
  client.destroy();
}

async function sendThrottled(send: () => Promise<unknown>, { wait = sleep }: SesMailerOptions): Promise<Delivery> {
  for (const pause of [...THROTTLE_PAUSES, undefined]) {
    try {
      await send();
      return { kind: "accepted" };
    } catch (error) {
      const isThrottled = nameOf(error) === "TooManyRequestsException" || statusOf(error) === 429;
      if (!isThrottled || pause === undefined) return judgeSesError(error);
      await wait(pause);
    }
  }
  return { kind: "unavailable", reason: "SES gets too much at once" };
}

/** Judges what the SES client threw. */
export function judgeSesError(error: unknown): Delivery {
  const name = nameOf(error);
  const status = statusOf(error);
  const reason = `${name}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300);
  if (ABOUT_THE_MAIL.has(name)) return { kind: "later", reason };
  if (status !== undefined && status >= 400 && status < 500) return { kind: "unavailable", reason };
  // Never reached SES: no address, no connection, no credentials.
  if (
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|CredentialsProviderError|EHOSTUNREACH|ENETUNREACH/.test(
      `${name} ${codeOf(error)}`,
    )
  )
    return { kind: "unavailable", reason };
  return { kind: "unknown", reason };
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : "Error";
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !("$metadata" in error)) return undefined;
  const metadata = error.$metadata;
  if (typeof metadata !== "object" || metadata === null || !("httpStatusCode" in metadata)) return undefined;
  return typeof metadata.httpStatusCode === "number" ? metadata.httpStatusCode : undefined;
}
