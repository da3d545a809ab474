import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { PageError } from "./page-error";

/** Charsets of web pages; keeps out what iconv-lite also calls an encoding, such as base64, hex and UTF-7. */
const TEXT_CHARSET =
  /^(?:utf-?8|utf-?16(?:le|be)?|windows-?\d{3,4}|cp\d{3,5}|iso-?8859-\d{1,2}|koi8-[ru]|shift_jis|euc-jp|gb18030|big5(?:-hkscs)?|macintosh|x-mac-cyrillic|tis-620|ibm866)$/;

/** Bytes searched for a `<meta>`, as browsers do. @see https://html.spec.whatwg.org/multipage/parsing.html#prescan-a-byte-stream-to-determine-its-encoding */
const META_BYTES = 1024;

/** More replacement characters than this share of a text mean that it is not text. */
const MAX_REPLACED = 0.1;

/**
 * Labels the web uses for something else than they say.
 * @see https://encoding.spec.whatwg.org/#names-and-labels
 */
const WEB_NAMES: Readonly<Record<string, string>> = {
  ascii: "windows-1252",
  "us-ascii": "windows-1252",
  latin1: "windows-1252",
  "iso-8859-1": "windows-1252",
  "iso8859-1": "windows-1252",
  "iso-8859-9": "windows-1254",
  gb2312: "gb18030",
  gbk: "gb18030",
  "x-gbk": "gb18030",
  "ks_c_5601-1987": "cp949",
  "euc-kr": "cp949",
  "x-sjis": "shift_jis",
  "unicode-1-1-utf-8": "utf-8",
};

/**
 * Decodes a page as browsers do: byte order mark, then the `Content-Type` header, then `<meta>`, then UTF-8 where the
 * bytes are valid UTF-8, else windows-1252. Malformed bytes become U+FFFD.
 *
 * @throws {PageError} `content` when so much is malformed that the bytes are no text
 */
export function decodePage(body: Buffer, contentType: string | undefined): string {
  const text = iconv.decode(body, charsetOf(body, contentType));
  const replaced = countReplacements(text);
  if (replaced > text.length * MAX_REPLACED)
    throw new PageError(
      "content",
      `${replaced} of ${text.length} characters are malformed; the page is no text in its charset`,
    );
  return text;
}

/** Name of the charset a page is decoded with, as iconv-lite knows it. */
export function charsetOf(body: Buffer, contentType: string | undefined): string {
  const declared = fromByteOrderMark(body) ?? known(fromHeader(contentType)) ?? known(fromMeta(body));
  return declared ?? (isUtf8(body) ? "utf-8" : "windows-1252");
}

function fromByteOrderMark(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return "utf-8";
  if (body[0] === 0xfe && body[1] === 0xff) return "utf-16be";
  if (body[0] === 0xff && body[1] === 0xfe) return "utf-16le";
  return undefined;
}

function fromHeader(contentType: string | undefined): string | undefined {
  return /;\s*charset\s*=\s*"?([^\s";]{1,40})/i.exec(contentType ?? "")?.[1];
}

function fromMeta(body: Buffer): string | undefined {
  const head = body.subarray(0, META_BYTES).toString("latin1");
  const label = /<meta\s[^>]{0,500}?charset\s*=\s*["']?([^\s"'/>;]{1,40})/i.exec(head)?.[1];
  // The bytes were readable as ASCII up to here, so they cannot be UTF-16, whatever they say.
  return label !== undefined && /^utf-?16/i.test(label) ? "utf-8" : label;
}

function known(label: string | undefined): string | undefined {
  if (label === undefined) return undefined;
  const name = WEB_NAMES[label.toLowerCase()] ?? label.toLowerCase();
  return TEXT_CHARSET.test(name) && iconv.encodingExists(name) ? name : undefined;
}

function countReplacements(text: string): number {
  let count = 0;
  for (let at = text.indexOf("\ufffd"); at >= 0; at = text.indexOf("\ufffd", at + 1)) count++;
  return count;
}
