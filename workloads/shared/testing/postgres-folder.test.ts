import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { postgresFolder } from "./postgres-folder";

const folder = mkdtempSync(join(tmpdir(), "stowage-folder-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const STRANGER = { uid: 65_533, gid: 65_533 };

test("whoever runs PostgreSQL as himself keeps it where he wants", () => {
  expect(postgresFolder(join(folder, "clone/.local/postgres"), undefined)).toBe(join(folder, "clone/.local/postgres"));
});

test("another account gets to it where everything above may be passed, also what is not made yet", () => {
  chmodSync(folder, 0o755);
  const wanted = join(folder, "clone/.local/postgres");
  expect(postgresFolder(wanted, STRANGER)).toBe(wanted);
});

test("below a folder that is closed to it, such as /root, the database is kept elsewhere, the same for each run", () => {
  const clone = join(folder, "closed/clone");
  mkdirSync(clone, { recursive: true });
  chmodSync(join(folder, "closed"), 0o700);
  const elsewhere = postgresFolder(join(clone, ".local/postgres"), STRANGER, "/var/lib/else");
  expect(elsewhere).toMatch(/^\/var\/lib\/else\/[0-9a-f]{12}$/);
  expect(postgresFolder(join(clone, ".local/postgres"), STRANGER, "/var/lib/else")).toBe(elsewhere);
  expect(postgresFolder(join(clone, ".other/postgres"), STRANGER, "/var/lib/else")).not.toBe(elsewhere);
});
