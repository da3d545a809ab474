/**
 * What the workloads take in variables that an environment file decides. Plain functions without any import, so that the
 * workloads at their start and the environment's schema at synthesis ask the very same question.
 */

/** How much is logged; each level includes those after it. */
export const logLevels = ["debug", "info", "warn", "error"] as const;

/** One address as SMTP and SES take it without encoding: ASCII, a domain of two labels or more. */
const ADDRESS =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])$/;
/** RFC 5321 4.5.3.1: 64 octets before the @, and 254 in a whole address that mail servers pass on. */
const LONGEST_LOCAL_PART = 64;
const LONGEST_ADDRESS = 254;
const SENDER = /^(?:[^<>"\r\n@]{0,99}[^<>"\r\n@\s]\s*<([^<>]*)>|([^<>]*))$/;

/** The address of a sender, without the name before it; undefined when it is none. */
export function senderAddress(text: string): string | undefined {
  const found = SENDER.exec(text);
  const address = found?.[1] ?? found?.[2] ?? "";
  const local = address.lastIndexOf("@");
  return ADDRESS.test(address) && local <= LONGEST_LOCAL_PART && address.length <= LONGEST_ADDRESS
    ? address
    : undefined;
}

/** Why a text is no sender of mails, `digest@example.com` or `Stowage <digest@example.com>`; undefined when it is one. */
export function senderProblem(text: string): string | undefined {
  return senderAddress(text) === undefined ? "expected digest@example.com or Name <digest@example.com>" : undefined;
}

/** Why a text is no address that links can begin with; undefined when it is one. Paths are allowed. */
export function publicUrlProblem(text: string): string | undefined {
  if (!/^https?:\/\/[^\s\\<>"]+$/i.test(text) || !URL.canParse(text)) return "expected an absolute http or https URL";
  const { username, password } = new URL(text);
  if (username !== "" || password !== "" || /^https?:\/\/[^/]*@/i.test(text)) return "expected no user and no password";
  return /[?#]/.test(text) ? "expected no query and no fragment" : undefined;
}

/** Why a text is no AWS region, such as `eu-central-1`; undefined when it has the form of one. */
export function regionProblem(text: string): string | undefined {
  return /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(text) ? undefined : "expected a region such as eu-central-1";
}
