import type { Extraction, Selectors } from "./item";
import type { PageErrorCode } from "./page-error";

/** What the extraction thread is asked to do. */
export interface ExtractRequest {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly contentType: string | undefined;
  readonly pageUrl: string;
  readonly selectors: Selectors;
}

/** What it answers. Errors cross the thread as data, because a thrown class would not. */
export type ExtractAnswer =
  | { readonly ok: true; readonly extraction: Extraction }
  | { readonly ok: false; readonly code: PageErrorCode; readonly message: string };
