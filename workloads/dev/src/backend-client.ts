import { z } from "zod";

const watchPage = z.object({ data: z.array(z.object({ id: z.string(), url: z.string() })) });

/** The few calls of the backend's API that development needs. */
export class BackendClient {
  constructor(
    readonly url: string,
    readonly token: string,
  ) {}

  async watches(): Promise<readonly { readonly id: string; readonly url: string }[]> {
    return watchPage.parse(await this.#call("GET", "/v1/watches?limit=100")).data;
  }

  /** Adds a watch; it is due at once. */
  async addWatch(watch: Readonly<Record<string, unknown>>): Promise<void> {
    await this.#call("POST", "/v1/watches", watch);
  }

  /** Makes every watch due, however short ago it was looked at. */
  async makeDue(): Promise<void> {
    for (const { id } of await this.watches()) await this.#call("PATCH", `/v1/watches/${id}`, { enabled: true });
  }

  /** Subscribes an address; the notifier mails it a link to confirm. */
  async subscribe(email: string): Promise<void> {
    await this.#call("POST", "/v1/subscriptions", { email });
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const headers = { authorization: `Bearer ${this.token}`, "content-type": "application/json" };
    const response = await fetch(this.url + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
    if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`);
    return response.json();
  }
}
