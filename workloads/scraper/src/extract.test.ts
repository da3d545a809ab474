import { describe, expect, it } from "vitest";
import { extractItems } from "./extract";
import type { Selectors } from "./item";
import { PageError } from "./page-error";

const PAGE = "https://shop.example/new/?page=1";
const selectors: Selectors = { item: "li.item", title: "h2", link: "a", price: ".price" };

const extract = (html: string, changes: Partial<Selectors> = {}) =>
  extractItems(html, PAGE, { ...selectors, ...changes });

describe("extractItems", () => {
  it("reads title, absolute link and price of each item", () => {
    const html = `<ul>
      <li class="item"><a href="/p/1"><h2>Red   Chair</h2></a> <b class="price">1.234,56&nbsp;€</b>
      <li class="item"><a href="p/2?x=1&amp;y=2"><h2>Blue</h2></a> <b class="price">sold out</b>
      <li class="other"><a href="/p/3"><h2>No</h2></a>
    </ul>`;
    expect(extract(html)).toEqual({
      items: [
        { title: "Red Chair", link: "https://shop.example/p/1", price: { minorUnits: 123456, currency: "EUR" } },
        { title: "Blue", link: "https://shop.example/new/p/2?x=1&y=2", price: undefined },
      ],
      skipped: 0,
      truncated: false,
    });
  });

  it("resolves links against the page's own base", () => {
    const { items } = extract(`<base href="/shop/de/"><li class="item"><h2>A</h2><a href="x">x</a>`);
    expect(items[0]?.link).toBe("https://shop.example/shop/de/x");
  });

  it("takes the item itself where the selector names it, and the link around it", () => {
    const links = `<a class="item" href="/a">Alpha</a><a class="item" href="/b">Beta</a>`;
    expect(extract(links, { item: "a.item", title: "a", link: "a", price: null }).items).toEqual([
      { title: "Alpha", link: "https://shop.example/a", price: undefined },
      { title: "Beta", link: "https://shop.example/b", price: undefined },
    ]);
    const around = `<a href="/card"><div class="card"><h2>Card</h2></div></a>`;
    expect(extract(around, { item: ".card", link: "h2" }).items[0]?.link).toBe("https://shop.example/card");
  });

  it("finds rows a browser would find, though the source has no tbody", () => {
    const html = "<table><tr><td><h2>Row</h2><a href='/r'>r</a></table>";
    expect(extract(html, { item: "table > tbody > tr" }).items).toHaveLength(1);
  });

  it("falls back to the page for a link that is no web address", () => {
    for (const href of ["javascript:alert(1)", "mailto:a@b.c", "data:text/html,x", "http://[", ""]) {
      const { items } = extract(`<li class="item"><h2>T</h2><a href="${href}">x</a>`);
      expect(items[0]?.link, href).toBe(PAGE);
    }
  });

  it("keeps scripts in titles as the text they are, and drops elements", () => {
    const html = `<li class="item"><h2>&lt;script&gt;alert(1)&lt;/script&gt; <img src=x onerror=alert(2)>ok</h2><a href="/x">x</a>`;
    expect(extract(html).items[0]?.title).toBe("<script>alert(1)</script> ok");
  });

  it("makes one clean line of a title: no controls, no reordering marks, no lone surrogates", () => {
    const html = `<li class="item"><h2>a\u202eb\u0007c\nd &#xD800; \ud800 e</h2><a href="/x">x</a>`;
    expect(extract(html).items[0]?.title).toBe("a b c d \ufffd \ufffd e");
  });

  it("shortens a title without cutting a character in two", () => {
    const html = `<li class="item"><h2>${"😀".repeat(1000)}</h2><a href="/x">x</a>`;
    const title = extract(html).items[0]?.title ?? "";
    expect(title.length).toBeLessThanOrEqual(300);
    expect(title).toMatch(/^(?:😀)+…$/u);
  });

  it("counts elements that hold neither title nor link, and stops at a thousand items", () => {
    expect(extract(`<li class="item"></li>`)).toMatchObject({ items: [], skipped: 1 });
    const many = extract(`<li class="item"><h2>x</h2></li>`.repeat(1001));
    expect(many.items).toHaveLength(1000);
    expect(many.truncated).toBe(true);
  });

  it("names every selector that does not parse", () => {
    const broken = () => extract("<p>", { item: "li[", price: ":nonsense(" });
    expect(broken).toThrow(PageError);
    expect(broken).toThrow(/bad CSS selector: item "li\[".*; price ":nonsense\("/);
  });
});
