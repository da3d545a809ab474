import { z } from "zod";
import { regionProblem, senderProblem } from "../../shared/src/values";
import {
  commonVariables,
  databaseVariables,
  judgedBy,
  linkVariables,
  requireDatabase,
} from "../../shared/src/variables";
import { parseSmtpUrl } from "./smtp-url";

const smtpServer = z.string().transform((text, context) => {
  const server = parseSmtpUrl(text);
  if (server !== undefined) return server;
  context.addIssue({
    code: "custom",
    message: "expected smtp://user:password@host:587 or smtps://user:password@host:465",
  });
  return z.NEVER;
});

const variables = z.object({
  ...commonVariables,
  ...databaseVariables,
  ...linkVariables,
  /** How mails leave: through Amazon SES with the task role, or through the server named by SMTP_URL. */
  MAIL_TRANSPORT: z.enum(["ses", "smtp"], "expected ses or smtp"),
  /** Sender, as `digest@example.com` or `Stowage <digest@example.com>`; its domain ends the Message-IDs. */
  MAIL_FROM: judgedBy(senderProblem),
  /**
   * Mail server, with user and password. `smtp://` upgrades to TLS and refuses to go on without it, except on this host;
   * `smtps://` starts with TLS. `?tls=off` allows plain text. Only with MAIL_TRANSPORT=smtp.
   */
  SMTP_URL: smtpServer.optional(),
  /** Configuration set SES applies, such as one that reports bounces. @default - the identity's own, if any */
  SES_CONFIGURATION_SET: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/, "expected 1 to 64 letters, digits, hyphens and underscores")
    .optional(),
  /** Region of SES, and of the secret named by DATABASE_SECRET_ARN; read by the AWS client itself. */
  AWS_REGION: judgedBy(regionProblem).optional(),
});

/** Everything the notifier reads from its environment. */
export const schema = requireDatabase(variables)
  .refine(({ MAIL_TRANSPORT, SMTP_URL }) => MAIL_TRANSPORT !== "smtp" || SMTP_URL !== undefined, {
    path: ["SMTP_URL"],
    message: "required with MAIL_TRANSPORT=smtp",
  })
  .refine(({ MAIL_TRANSPORT, AWS_REGION }) => MAIL_TRANSPORT !== "ses" || AWS_REGION !== undefined, {
    path: ["AWS_REGION"],
    message: "required with MAIL_TRANSPORT=ses",
  });

export type Config = z.output<typeof schema>;

/** Variables every deployment must set in the clear. */
export const environmentKeys = ["MAIL_TRANSPORT", "MAIL_FROM", "PUBLIC_URL"] as const;

/** Variables a deployment may set in the clear. AWS_REGION is required with MAIL_TRANSPORT=ses. */
export const optionalEnvironmentKeys = [
  "LOG_LEVEL",
  "DATABASE_SECRET_ARN",
  "PGHOST",
  "PGPORT",
  "PGDATABASE",
  "DATABASE_SSL",
  "DATABASE_POOL_MAX",
  "SES_CONFIGURATION_SET",
  "AWS_REGION",
] as const;

/** Variables every deployment must inject from secrets. */
export const secretKeys = ["DATABASE_SECRET", "LINK_SIGNING_KEY"] as const;

/** Variables a deployment may inject from secrets. SMTP_URL is required with MAIL_TRANSPORT=smtp. */
export const optionalSecretKeys = ["SMTP_URL"] as const;

export type EnvironmentKey = (typeof environmentKeys)[number];
export type OptionalEnvironmentKey = (typeof optionalEnvironmentKeys)[number];
export type SecretKey = (typeof secretKeys)[number];
export type OptionalSecretKey = (typeof optionalSecretKeys)[number];
