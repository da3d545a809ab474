import { inflateRawSync } from "node:zlib";

// https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT sections 4.3.12, 4.3.16 and 4.3.7
const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const END_OF_DIRECTORY_BYTES = 22;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;

/**
 * One file out of a zip archive that is already verified.
 *
 * @throws Error when the archive is damaged or has no such file
 */
export function unzipFile(archive: Buffer, name: string): Buffer {
  let entry = directoryStart(archive);
  while (archive.length >= entry + DIRECTORY_ENTRY_BYTES && archive.readUInt32LE(entry) === DIRECTORY_ENTRY) {
    const nameLength = archive.readUInt16LE(entry + 28);
    const nameStart = entry + DIRECTORY_ENTRY_BYTES;
    if (archive.toString("utf8", nameStart, nameStart + nameLength) === name) {
      return contentOf(archive, entry);
    }
    entry = nameStart + nameLength + archive.readUInt16LE(entry + 30) + archive.readUInt16LE(entry + 32);
  }
  throw new Error(`the archive has no file ${name}`);
}

function directoryStart(archive: Buffer): number {
  for (let end = archive.length - END_OF_DIRECTORY_BYTES; end >= 0; end--) {
    if (archive.readUInt32LE(end) === END_OF_DIRECTORY) {
      return archive.readUInt32LE(end + 16);
    }
  }
  throw new Error("not a zip archive");
}

function contentOf(archive: Buffer, entry: number): Buffer {
  const method = archive.readUInt16LE(entry + 10);
  const size = archive.readUInt32LE(entry + 20);
  const header = archive.readUInt32LE(entry + 42);
  const start = header + LOCAL_HEADER_BYTES + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const content = archive.subarray(start, start + size);
  if (method !== STORED && method !== DEFLATED) {
    throw new Error(`the archive uses compression method ${method}, which is not read here`);
  }
  return method === STORED ? content : inflateRawSync(content);
}
