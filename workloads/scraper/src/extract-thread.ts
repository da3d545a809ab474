import { parentPort } from "node:worker_threads";
import { decodePage } from "./charset";
import { extractItems } from "./extract";
import type { ExtractAnswer, ExtractRequest } from "./extract-messages";
import { PageError } from "./page-error";

/** The other end of {@link import("./extractor").Extractor}: answers one request after another, for ever. */
export function start(): void {
  parentPort?.on("message", (request: ExtractRequest) => parentPort?.postMessage(answer(request)));
}

function answer({ body, contentType, pageUrl, selectors }: ExtractRequest): ExtractAnswer {
  try {
    const html = decodePage(Buffer.from(body.buffer, body.byteOffset, body.byteLength), contentType);
    return { ok: true, extraction: extractItems(html, pageUrl, selectors) };
  } catch (error) {
    if (error instanceof RangeError)
      return { ok: false, code: "extract", message: "the page is nested too deeply to be read" };
    const { code, message } = PageError.from(error, "extract");
    return { ok: false, code, message };
  }
}
