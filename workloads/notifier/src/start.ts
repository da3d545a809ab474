import { startJob } from "../../shared/src/start-job";
import { TokenSigner } from "../../shared/src/tokens";
import { notify } from "./app";
import { type Config, optionalSecretKeys, schema, secretKeys } from "./config";
import type { Mailer } from "./mailer";
import { createSesMailer } from "./ses-mailer";
import { SmtpMailer } from "./smtp-mailer";

/** Runs the notifier as a process. */
export function start(): Promise<void> {
  return startJob({
    workload: "notifier",
    schema,
    secretKeys: [...secretKeys, ...optionalSecretKeys],
    work: (config) => async (context) => {
      const links = { publicUrl: config.PUBLIC_URL, signer: new TokenSigner(config.LINK_SIGNING_KEY) };
      const password = config.SMTP_URL?.auth?.pass;
      if (password !== undefined) context.logger.addSecret(password);
      return notify(context, { mailer: await createMailer(config), links, now: () => new Date() });
    },
  });
}

async function createMailer(config: Config): Promise<Mailer> {
  const { MAIL_FROM: from, SMTP_URL: server, SES_CONFIGURATION_SET: configurationSet } = config;
  if (config.MAIL_TRANSPORT === "ses") return createSesMailer({ from, configurationSet });
  if (server === undefined) throw new Error("MAIL_TRANSPORT is smtp and SMTP_URL is missing");
  return new SmtpMailer({ server, from });
}
