const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A span of time as a person would say it: "just now", "5 min", "3 h", "12 d". */
export function span(milliseconds: number): string {
  const seconds = Math.abs(milliseconds) / 1000;
  if (seconds < MINUTE) return "less than a minute";
  if (seconds < HOUR) return `${Math.round(seconds / MINUTE)} min`;
  if (seconds < 2 * DAY) return `${Math.round(seconds / HOUR)} h`;
  return `${Math.round(seconds / DAY)} d`;
}

/** "3 h ago", or "in 3 h" for a time to come. */
export function relative(time: Date, now: Date): string {
  const difference = now.getTime() - time.getTime();
  return difference >= 0 ? `${span(difference)} ago` : `in ${span(difference)}`;
}

const formats = new Map<string, Intl.NumberFormat>();

/** A price in the smallest unit of its currency, such as 1999 of EUR as "€19.99". Unknown currencies have two decimals. */
export function price(minor: number, currency: string | null): string {
  const code = currency !== null && /^[A-Z]{3}$/.test(currency) ? currency : undefined;
  let format = formats.get(code ?? "");
  if (format === undefined) {
    const decimals = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
    format = new Intl.NumberFormat("en", code === undefined ? decimals : { style: "currency", currency: code });
    formats.set(code ?? "", format);
  }
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

/** The link itself when it leads to a page, else undefined: a scraped page may say `javascript:`. */
export function safeLink(link: string): string | undefined {
  return /^https?:\/\//i.test(link) && URL.canParse(link) ? link : undefined;
}

/** Host of an address, for reading; the text itself when it is no address. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
