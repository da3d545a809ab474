/** The script within `${base64encode("...")}`, as EC2 hands it to the host. Expressions in it stay as they are. */
export function bootScript(userData: unknown): string {
  const [, quoted] = /^\$\{base64encode\((".*")\)\}$/s.exec(String(userData)) ?? [];
  if (quoted === undefined) throw new Error(`not a text in base64: ${String(userData)}`);
  return (JSON.parse(quoted) as string).replaceAll("$${", "${");
}

/** A boot script and every script that it writes, by the path that it has on the host. */
export function scriptsOf(script: string): Record<string, string> {
  const written = [...script.matchAll(/^cat > (\S+) <<'(\w+)'.*\n([\s\S]*?)\n\2$/gm)];
  const scripts = written
    .filter(([, , , text]) => text?.startsWith("#!"))
    .map(([, path, , text]) => [path, `${text}\n`]);
  return { "user data": script, ...Object.fromEntries(scripts) };
}
