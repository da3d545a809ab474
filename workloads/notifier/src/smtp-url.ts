/** A mail server and how to enter it. */
export interface SmtpServer {
  readonly host: string;
  readonly port: number;
  /** `implicit`: TLS from the first byte; `required`: STARTTLS or nothing; `off`: plain text. */
  readonly tls: "implicit" | "required" | "off";
  readonly auth: { readonly user: string; readonly pass: string } | undefined;
}

/** Submission with STARTTLS and with implicit TLS. @see https://www.rfc-editor.org/rfc/rfc8314#section-3.3 */
const PORTS = { "smtp:": 587, "smtps:": 465 } as const;

const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/** Reads `smtp[s]://user:password@host:port?tls=off`. @returns undefined for anything else */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const { protocol, hostname } = url;
  if ((protocol !== "smtp:" && protocol !== "smtps:") || hostname === "") return undefined;
  const wantsPlain = url.searchParams.get("tls") === "off" || LOOPBACK.test(hostname);
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: url.port === "" ? PORTS[protocol] : Number(url.port),
    tls: protocol === "smtps:" ? "implicit" : wantsPlain ? "off" : "required",
    auth: url.username === "" ? undefined : { user: decode(url.username), pass: decode(url.password) },
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
