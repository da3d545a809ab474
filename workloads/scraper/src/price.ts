/** A price as it can be compared and stored. */
export type Price = {
  /** In the currency's minor unit: cents for EUR, yen for JPY, fils for KWD. */
  readonly minorUnits: number;
  /** ISO 4217 code, or `undefined` where the page shows a number alone. */
  readonly currency: string | undefined;
};

/** Marks that name a currency beyond doubt, longest first, so that `CA$` is not read as `$`. */
const SYMBOLS: readonly (readonly [mark: string, currency: string])[] = [
  ["US$", "USD"],
  ["CA$", "CAD"],
  ["AU$", "AUD"],
  ["NZ$", "NZD"],
  ["HK$", "HKD"],
  ["MX$", "MXN"],
  ["R$", "BRL"],
  ["A$", "AUD"],
  ["C$", "CAD"],
  ["S$", "SGD"],
  ["Kč", "CZK"],
  ["zł", "PLN"],
  ["Ft", "HUF"],
  ["Fr.", "CHF"],
  ["€", "EUR"],
  ["£", "GBP"],
  ["$", "USD"],
  ["¥", "JPY"],
  ["₹", "INR"],
  ["₩", "KRW"],
  ["₺", "TRY"],
  ["₽", "RUB"],
  ["₴", "UAH"],
  ["₪", "ILS"],
  ["₫", "VND"],
  ["฿", "THB"],
];

/** ISO 4217 codes accepted as text; a closed list, so that "NEW" or "VAT" beside a number is not a currency. */
const CODES =
  /(?<![A-Za-z])(AED|AUD|BHD|BRL|CAD|CHF|CLP|CNY|CZK|DKK|EUR|GBP|HKD|HUF|IDR|ILS|INR|ISK|JPY|KRW|KWD|MXN|MYR|NOK|NZD|PHP|PLN|RON|RUB|SEK|SGD|THB|TND|TRY|TWD|UAH|USD|VND|ZAR)(?![A-Za-z])/;

/**
 * Decimals other than two.
 * @see https://www.six-group.com/en/products-services/financial-information/data-standards.html (ISO 4217 list one)
 */
const DECIMALS: Readonly<Record<string, number>> = { JPY: 0, KRW: 0, CLP: 0, ISK: 0, VND: 0, KWD: 3, BHD: 3, TND: 3 };

/** Groups of three set apart by spaces (also no-break, narrow and thin ones) or Swiss apostrophes; else points and commas. */
const NUMBER = /\d{1,3}(?:[ \u00a0\u202f\u2009'\u2019]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*/;

/** Longer texts are not prices; the bound keeps the expressions above linear. */
const MAX_TEXT = 200;

/**
 * Reads the first price in a text, in any of the usual notations: `1.234,56 €`, `$1,234.56`, `£12`, `1 234,50 zł`,
 * `CHF 1'234.50`, `12,-`. One separator followed by exactly three digits groups thousands (`1.234` is 1234), except
 * in a currency with three decimals. A decimal part longer than the currency's is rounded.
 *
 * @returns `undefined` where the text holds no number, or one beyond exact integers.
 */
export function parsePrice(text: string): Price | undefined {
  const short = text.slice(0, MAX_TEXT);
  const number = NUMBER.exec(short)?.[0];
  if (number === undefined) return undefined;
  const currency = currencyOf(short);
  const decimals = currency === undefined ? 2 : (DECIMALS[currency] ?? 2);
  const [whole, fraction] = split(number, decimals);
  const minorUnits = toMinorUnits(whole, fraction, decimals);
  return Number.isSafeInteger(minorUnits) ? { minorUnits, currency } : undefined;
}

function currencyOf(text: string): string | undefined {
  const code = CODES.exec(text)?.[1];
  return code ?? SYMBOLS.find(([mark]) => text.includes(mark))?.[1];
}

/** Splits a written number into its whole and its decimal digits. */
function split(number: string, decimals: number): readonly [whole: string, fraction: string] {
  const last = Math.max(number.lastIndexOf("."), number.lastIndexOf(","));
  const digits = (part: string): string => part.replace(/\D/g, "");
  if (last < 0) return [digits(number), ""];
  const separator = number[last]!;
  const tail = number.slice(last + 1);
  const occurrences = number.split(separator).length - 1;
  const isAlone = occurrences === 1 && !/\D/.test(number.slice(0, last));
  const whole = digits(number.slice(0, last));
  const isGroup = isAlone && tail.length === 3 && decimals !== 3 && whole !== "0";
  return isGroup || occurrences > 1 || /\D/.test(tail) ? [digits(number), ""] : [whole, tail];
}

function toMinorUnits(whole: string, fraction: string, decimals: number): number {
  const kept = fraction.padEnd(decimals, "0").slice(0, decimals);
  const roundsUp = Number(fraction[decimals] ?? "0") >= 5;
  return Number(`${whole}${kept}`) + (roundsUp ? 1 : 0);
}
