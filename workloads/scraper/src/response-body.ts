import type { Duplex, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { PageError } from "./page-error";

/** What the scraper announces in `Accept-Encoding`; nothing else is understood. */
export const ACCEPTED_ENCODINGS = "gzip, deflate, br";

/**
 * Reads a body of up to `limit` bytes. The bytes on the wire and the decompressed bytes are both counted as they arrive,
 * so a 100 MB page, an endless stream or a decompression bomb costs at most twice `limit` and some chunks of memory.
 *
 * @throws {PageError} `size` above the limit, `content` for an unknown or broken compression
 */
export async function readBody(source: Readable, encoding: string | undefined, limit: number): Promise<Buffer> {
  const decoder = decoderFor(encoding, () => discard(source));
  const chunks: Buffer[] = [];
  const collect = async (body: AsyncIterable<Buffer>) => {
    for await (const chunk of body) chunks.push(chunk);
  };
  const atMost = bounded(limit);
  try {
    if (decoder === undefined) await pipeline(source, atMost, collect);
    else await pipeline(source, atMost, decoder, bounded(limit), collect);
  } catch (error) {
    throw describe(error, encoding);
  }
  return Buffer.concat(chunks);
}

/** Gives up a body unread, without the error that ending it early raises. */
export function discard(source: Readable): void {
  source.on("error", () => undefined).destroy();
}

function bounded(limit: number) {
  return async function* count(body: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    let bytes = 0;
    for await (const chunk of body) {
      bytes += chunk.byteLength;
      if (bytes > limit) throw new PageError("size", `the page is larger than ${limit} bytes; reading stopped there`);
      yield chunk;
    }
  };
}

function decoderFor(encoding: string | undefined, onRefusal: () => void): Duplex | undefined {
  switch (encoding?.trim().toLowerCase()) {
    case undefined:
    case "":
    case "identity":
      return undefined;
    case "gzip":
    case "x-gzip":
      return createGunzip();
    case "deflate":
      return createInflate();
    case "br":
      return createBrotliDecompress();
    default:
      onRefusal();
      throw new PageError("content", `content-encoding ${JSON.stringify(encoding)} is none of ${ACCEPTED_ENCODINGS}`);
  }
}

function describe(error: unknown, encoding: string | undefined): unknown {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const isBroken = code.startsWith("Z_") || code.startsWith("ERR__ERROR_FORMAT") || code.startsWith("ERR_BROTLI");
  return isBroken ? new PageError("content", `the ${encoding} body is broken (${code})`) : error;
}
