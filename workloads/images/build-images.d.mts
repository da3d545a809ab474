export interface ImageOptions {
  readonly repository: string;
  readonly tag: string;
  readonly platform: string;
  readonly load: boolean;
  readonly "node-image"?: string;
}

/** Arguments of `docker` that build one image. */
export function buildxArguments(workload: string, options: ImageOptions, context: string, metadata: string): string[];

/** What is wrong with the options; empty when nothing is. */
export function problemsOf(options: {
  readonly repository?: string;
  readonly only?: readonly string[];
  readonly platform?: string;
  readonly load: boolean;
}): string[];

/** `npm run images`. @returns the exit status; `defaultPlatform` says what to build for where nobody does */
export function main(argumentsGiven: readonly string[], defaultPlatform: () => Promise<string>): Promise<number>;
