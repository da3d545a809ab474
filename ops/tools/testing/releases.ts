import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32, deflateRawSync } from "node:zlib";

/** A release server on a loopback port: `files` by path. */
export function releaseServer(
  files: Readonly<Record<string, Buffer | string>>,
): Promise<AsyncDisposable & { url: string }> {
  return listening(
    createServer((request, response) => {
      const file = files[request.url ?? ""];
      response.writeHead(file === undefined ? 404 : 200).end(file);
    }),
  );
}

/** A server on a loopback port that takes a request and never answers. */
export function silentServer(): Promise<AsyncDisposable & { url: string }> {
  return listening(createServer(() => undefined));
}

async function listening(server: Server): Promise<AsyncDisposable & { url: string }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** The files of one Terraform release, as HashiCorp lays them out. */
export function releaseFiles(version: string, platform: string, program: string): Record<string, Buffer | string> {
  const archive = zip({ "LICENSE.txt": "license", terraform: program });
  const name = `terraform_${version}_${platform}.zip`;
  const sum = createHash("sha256").update(archive).digest("hex");
  return {
    [`/${version}/${name}`]: archive,
    [`/${version}/terraform_${version}_SHA256SUMS`]: `${"0".repeat(64)}  terraform_${version}_plan9_amd64.zip\n${sum}  ${name}\n`,
  };
}

/** A zip archive with deflated files. */
export function zip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const content = deflateRawSync(text);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(text), 10);
    common.writeUInt32LE(content.length, 14);
    common.writeUInt32LE(Buffer.byteLength(text), 18);
    common.writeUInt16LE(Buffer.byteLength(name), 22);
    const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), content]);
    const position = Buffer.alloc(14);
    position.writeUInt32LE(offset, 10);
    directory.push(
      Buffer.concat([Buffer.from("PK\x01\x02"), Buffer.from([20, 0]), common, position, Buffer.from(name)]),
    );
    locals.push(local);
    offset += local.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...locals, entries, Buffer.from("PK\x05\x06"), end]);
}
