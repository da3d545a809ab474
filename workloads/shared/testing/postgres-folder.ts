import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { PostgresBinaries } from "./postgres-binaries";

/** Where root keeps what another account must get to, and nobody but root can put something before it. */
const OF_ROOT = "/var/lib/stowage-dev";

/**
 * Where a database can be kept that is wanted in a folder. For root, whose PostgreSQL runs as another account, that is the
 * folder itself only when the account may pass through everything above it, which it may not below /root.
 */
export function postgresFolder(wanted: string, account: PostgresBinaries["account"], ofRoot = OF_ROOT): string {
  if (account === undefined || mayPass(resolve(wanted), account)) return wanted;
  return join(ofRoot, createHash("sha256").update(resolve(wanted)).digest("hex").slice(0, 12));
}

/** Folders that are not there yet will be made passable. */
function mayPass(folder: string, { uid, gid }: NonNullable<PostgresBinaries["account"]>): boolean {
  const parent = dirname(folder);
  if (parent === folder) return true;
  if (!existsSync(parent)) return mayPass(parent, { uid, gid });
  const { mode, uid: owner, gid: group } = statSync(parent);
  const bit = owner === uid ? 0o100 : group === gid ? 0o010 : 0o001;
  return (mode & bit) !== 0 && mayPass(parent, { uid, gid });
}
