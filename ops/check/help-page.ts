import { CHECK_CODES } from "../../checks/codes";

/** The page that explains a code; undefined for codes of constructs, whose messages say it all. */
export function helpPage(code: string): string | undefined {
  return Object.hasOwn(CHECK_CODES, code) || /^(?:placement|cost)-/.test(code) ? `docs/checks/${code}.md` : undefined;
}
