/** A tool that is neither there nor could be installed. */
export interface MissingTool {
  readonly name: string;
  /** Each place that was looked at, and why it would not do. */
  readonly tried: readonly string[];
  readonly fix: string;
}

/** Thrown once, with every tool that is missing. */
export class MissingToolsError extends Error {
  readonly missing: readonly MissingTool[];

  constructor(missing: readonly MissingTool[]) {
    const count = missing.length === 1 ? "1 tool is missing" : `${missing.length} tools are missing`;
    super(`${count} on this machine\n${missing.map(describe).join("\n")}`);
    this.name = "MissingToolsError";
    this.missing = missing;
  }
}

function describe({ name, tried, fix }: MissingTool): string {
  return [`  [tool-missing] ${name}`, ...tried.map((place) => `    tried ${place}`), `    fix: ${fix}`].join("\n");
}
