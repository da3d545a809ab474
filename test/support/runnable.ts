import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a program that a test runs at once. Another process writes it: what this one has open, a child that another test
 * starts holds open for a moment, and Linux does not run a file that is open for writing.
 * @see https://github.com/golang/go/issues/22315
 */
export function writeRunnable(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  execFileSync("/bin/sh", ["-c", 'cat > "$0" && chmod 755 "$0"', file], { input: text });
}
