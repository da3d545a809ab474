/** A price as people write it: `€12.50`, `¥1,200`; a number with two decimals where the currency is not known. */
export function priceText(minorUnits: number, currency: string | null): string {
  const isCode = currency !== null && /^[A-Z]{3}$/.test(currency);
  const format = isCode
    ? new Intl.NumberFormat("en", { style: "currency", currency })
    : new Intl.NumberFormat("en", { minimumFractionDigits: 2 });
  const decimals = isCode ? (format.resolvedOptions().maximumFractionDigits ?? 2) : 2;
  return format.format(minorUnits / 10 ** decimals);
}
