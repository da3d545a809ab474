import { createHash } from "node:crypto";

interface Product {
  readonly id: number;
  readonly name: string;
  readonly cents: number;
}

const COLOURS = ["red", "blue", "green", "white", "black", "yellow"];
const THINGS = ["chair", "table", "lamp", "shelf", "desk", "stool", "mirror", "carpet"];

/** Products on the page at most; the oldest leave. */
const SHELF = 12;

/** A small shop whose stock changes: new products come, old ones become cheaper and leave. */
export class DemoShop {
  #products: readonly Product[] = [];
  #next = 1;

  constructor() {
    for (let n = 0; n < 3; n++) this.restock();
  }

  /** One new product, and a tenth off the oldest. */
  restock(): void {
    const id = this.#next++;
    const name = `${COLOURS[(id * 5) % COLOURS.length]} ${THINGS[(id * 3) % THINGS.length]} no. ${id}`;
    const cents = 1_000 + ((id * 7_919) % 20_000);
    const [oldest, ...rest] = this.#products;
    const cheaper = oldest === undefined ? [] : [{ ...oldest, cents: Math.round(oldest.cents * 0.9) }];
    this.#products = [...cheaper, ...rest, { id, name, cents }].slice(-SHELF);
  }

  /** Changes when the page does. */
  get etag(): string {
    return `"${createHash("sha256").update(this.page()).digest("base64url").slice(0, 16)}"`;
  }

  page(): string {
    const list = this.#products.map(
      ({ id, name, cents }) => `<li class="product"><a href="/shop/${id}"><h2>${name}</h2></a>
  <span class="price">${(cents / 100).toFixed(2).replace(".", ",")} €</span></li>`,
    );
    return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Demo shop</title></head>
<body style="font-family: system-ui, sans-serif; max-width: 40em; margin: 2em auto; padding: 0 1em">
<h1>Demo shop</h1>
<ul>
${list.join("\n")}
</ul>
</body></html>
`;
  }
}

/** How the shop's page is to be watched, as the backend's API takes it. */
export const shopSelectors = {
  itemSelector: "li.product",
  titleSelector: "h2",
  linkSelector: "a",
  priceSelector: ".price",
} as const;
