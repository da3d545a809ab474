/**
 * A line of a boot script that says what failed, in the journal (`journalctl -t stowage-boot`). `-s` repeats it where
 * cloud-init listens: in its own log and on the console, which EC2 shows of a host that nobody can enter.
 */
export function said(what: string): string {
  return `logger -s -p user.err -t stowage-boot "${what}"`;
}
