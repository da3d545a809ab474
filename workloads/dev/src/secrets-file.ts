import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";

/** What must stay the same from one run to the next: the database knows the one, links in old mails are signed with the other. */
const secretsShape = z.object({ databasePassword: z.string().min(16), signingKey: z.string().min(32) });

export type DevSecrets = z.output<typeof secretsShape>;

/** A random word of 40 characters. */
export const randomWord = (): string => randomBytes(30).toString("base64url");

/** Reads the secrets of this checkout, or makes them; readable by their owner only. */
export function keptSecrets(file: string): DevSecrets {
  if (existsSync(file)) return secretsShape.parse(JSON.parse(readFileSync(file, "utf8")));
  const secrets: DevSecrets = { databasePassword: randomWord(), signingKey: randomWord() };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(secrets)}\n`, { mode: 0o600 });
  return secrets;
}
