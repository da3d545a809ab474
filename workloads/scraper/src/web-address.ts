import { PageError } from "./page-error";

/** Resolves a reference against a base. `undefined` for what is not an http(s) address. */
export function webAddress(reference: string, base?: string | URL): URL | undefined {
  try {
    const url = new URL(reference, base);
    return url.protocol === "http:" || url.protocol === "https:" ? url : undefined;
  } catch {
    return undefined;
  }
}

/** Parses the address of a page to fetch. @throws {PageError} `url` unless it is http(s) without user name and password */
export function pageAddress(text: string): URL {
  const url = webAddress(text);
  if (url === undefined) throw new PageError("url", `${JSON.stringify(text)} is not an http or https address`);
  if (url.username !== "" || url.password !== "")
    throw new PageError("url", `the address of ${url.host} carries a user name or password; remove it`);
  return url;
}
