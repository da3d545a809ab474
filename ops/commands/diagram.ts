import { writeFile } from "node:fs/promises";
import { checkContext } from "../../checks/check";
import { ConfigError } from "../../constructs/rules/finding";
import { mermaid } from "../diagram/mermaid";
import { systemDiagram } from "../diagram/system-diagram";
import { scratchFolder } from "./scratch-folder";
import { targetNamed } from "./target";

export interface DiagramOptions {
  /** An environment, or `examples/<name>`. */
  readonly name: string;
  /** File to write; Markdown, with the picture in a code block, when it ends in `.md`. @default - standard output */
  readonly out?: string;
}

/** Codes with which a name is refused. */
const MISUSE = new Set(["environment-unknown", "example-unknown"]);

/** `stowage diagram`. @returns the exit status: 0 drawn, 1 the configuration is wrong, 2 no such name */
export async function runDiagram({ name, out }: DiagramOptions): Promise<number> {
  try {
    await using scratch = await scratchFolder("diagram");
    const { build } = await targetNamed(name, scratch.path);
    const text = mermaid(systemDiagram(checkContext(build())));
    if (out === undefined) process.stdout.write(text);
    else await writeFile(out, out.endsWith(".md") ? `\`\`\`mermaid\n${text}\`\`\`\n` : text);
    return 0;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error.findings.some(({ code }) => MISUSE.has(code)) ? 2 : 1;
  }
}
