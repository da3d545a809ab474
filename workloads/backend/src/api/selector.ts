import { load } from "cheerio/slim";

const nothing = load("").root();

/** Whether the scraper will understand a CSS selector. Asks the same library the scraper uses. */
export function isSelector(text: string): boolean {
  if (text.trim() === "") return false;
  try {
    nothing.find(text);
    return true;
  } catch {
    return false;
  }
}
