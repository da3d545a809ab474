import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePrice } from "./price";

describe("parsePrice", () => {
  it.each([
    ["1.234,56 €", 123456, "EUR"],
    ["$1,234.56", 123456, "USD"],
    ["£12", 1200, "GBP"],
    ["1\u202f234,50\u00a0€", 123450, "EUR"],
    ["1 234,50 zł", 123450, "PLN"],
    ["CHF 1'234.50", 123450, "CHF"],
    ["CHF 1’234.50", 123450, "CHF"],
    ["12,- €", 1200, "EUR"],
    ["EUR 12,–", 1200, "EUR"],
    ["12,5 €", 1250, "EUR"],
    ["0.99 USD", 99, "USD"],
    ["12.99EUR", 1299, "EUR"],
    ["CA$ 10.00", 1000, "CAD"],
    ["¥1,200", 1200, "JPY"],
    ["₩12,000", 12000, "KRW"],
    ["KWD 1.250", 1250, "KWD"],
    ["₹1,23,456.00", 12345600, "INR"],
    ["1.234.567 €", 123456700, "EUR"],
    ["1.234 €", 123400, "EUR"],
    ["$1,234", 123400, "USD"],
    ["1.999", 199900, undefined],
    ["9.99", 999, undefined],
    ["from $ 5.00 incl. VAT", 500, "USD"],
    ["was $20.00 now $15.00", 2000, "USD"],
    ["$0.005", 1, "USD"],
    ["0", 0, undefined],
    ["pack of 3 12,50 €", 300, "EUR"],
    ["12 345 678,90 €", 1234567890, "EUR"],
  ])("reads %s", (text, minorUnits, currency) => {
    expect(parsePrice(text)).toEqual({ minorUnits, currency });
  });

  it.each(["", "sold out", "€", "99999999999999999999 €", "NaN", "—"])("finds no price in %j", (text) => {
    expect(parsePrice(text)).toBeUndefined();
  });

  it("reads back what every common locale writes", () => {
    const written = fc.record({
      cents: fc.integer({ min: 0, max: 10_000_000_000 }),
      locale: fc.constantFrom("en-US", "de-DE", "fr-FR", "de-CH", "pl-PL", "en-IN", "it-IT", "es-ES", "sv-SE"),
      currency: fc.constantFrom("EUR", "USD", "GBP", "CHF", "PLN"),
    });
    fc.assert(
      fc.property(written, ({ cents, locale, currency }) => {
        const style = { style: "currency", currency, currencyDisplay: "code" } as const;
        const text = new Intl.NumberFormat(locale, style).format(cents / 100);
        expect(parsePrice(text), text).toEqual({ minorUnits: cents, currency });
      }),
    );
  });

  it("never throws, whatever the page says", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 400 }), (text) => void parsePrice(text)));
  });
});
