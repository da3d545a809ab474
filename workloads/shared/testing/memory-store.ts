import type { CredentialStore } from "../src/database/job-roles";

/** A store of this process, in the place of Secrets Manager. */
export class MemoryStore implements CredentialStore {
  readonly #secrets = new Map<string, { readonly version: string; readonly value: string }>();

  async currentVersion(secretId: string): Promise<string | undefined> {
    return this.#secrets.get(secretId)?.version;
  }

  async put(secretId: string, version: string, value: string): Promise<void> {
    this.#secrets.set(secretId, { version, value });
  }

  /** As if somebody had deleted it. */
  forget(secretId: string): void {
    this.#secrets.delete(secretId);
  }

  /** @throws Error when nothing was put in */
  value(secretId: string): string {
    const value = this.#secrets.get(secretId)?.value;
    if (value === undefined) throw new Error(`nothing was put into ${secretId}`);
    return value;
  }
}
