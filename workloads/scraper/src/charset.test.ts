import iconv from "iconv-lite";
import { describe, expect, it } from "vitest";
import { charsetOf, decodePage } from "./charset";

const page = (charset: string, text = "Größe 12 € naïve", meta = "") => iconv.encode(`${meta}<p>${text}`, charset);

describe("decodePage", () => {
  it.each([
    ["windows-1252", "text/html; charset=ISO-8859-1"],
    ["iso-8859-15", "text/html;charset=iso-8859-15"],
    ["utf-8", 'text/html; charset="UTF-8"'],
    ["shift_jis", "text/html; charset=Shift_JIS", "価格"],
    ["gb18030", "text/html; charset=gb2312", "价格"],
    ["koi8-r", "text/html; charset=koi8-r", "цена"],
  ])("believes the header (%s)", (charset, contentType, text = "Größe 12 €") => {
    expect(decodePage(page(charset, text), contentType)).toContain(text);
  });

  it("believes a byte order mark before the header, and the header before meta", () => {
    const marked = Buffer.concat([Buffer.from([0xff, 0xfe]), iconv.encode("<p>ü", "utf-16le")]);
    expect(decodePage(marked, "text/html; charset=windows-1252")).toContain("ü");
    expect(decodePage(page("utf-8", "ü", '<meta charset="windows-1252">'), "text/html; charset=utf-8")).toContain("ü");
  });

  it("believes meta in both spellings when the header says nothing", () => {
    const meta = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">';
    expect(decodePage(page("windows-1251", "цена", meta), "text/html")).toContain("цена");
    expect(decodePage(page("windows-1251", "цена", "<meta charset=windows-1251>"), undefined)).toContain("цена");
  });

  it("takes undeclared bytes for UTF-8 where they are, else for windows-1252", () => {
    expect(decodePage(page("utf-8"), undefined)).toContain("Größe 12 €");
    expect(decodePage(page("windows-1252"), undefined)).toContain("Größe 12 €");
  });

  it("does not believe a meta that says UTF-16, nor charsets that are none", () => {
    expect(charsetOf(Buffer.from('<meta charset="utf-16">'), undefined)).toBe("utf-8");
    for (const label of ["base64", "hex", "utf-7", "x-user-defined", "nonsense"])
      expect(charsetOf(Buffer.from("<p>"), `text/html; charset=${label}`)).toBe("utf-8");
  });

  it("replaces a few malformed bytes and refuses a page made of them", () => {
    const few = Buffer.concat([Buffer.from("<p>good text, mostly: "), Buffer.from([0xc3, 0x28])]);
    expect(decodePage(few, "text/html; charset=utf-8")).toContain("good text, mostly: \ufffd(");
    const many = Buffer.alloc(10_000, 0xfe);
    expect(() => decodePage(many, "text/html; charset=utf-8")).toThrow(/10000 of 10000 characters are malformed/);
  });
});
