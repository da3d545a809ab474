import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, rename, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");

/** Every program that runs in a container, by workload: its source below `workloads/<workload>/src`. */
const programs = {
  backend: ["main", "healthcheck"],
  scraper: ["main"],
  notifier: ["main"],
};

/** Optional native parts that are not installed; the libraries fall back to JavaScript when they are missing. */
const external = ["pg-native", "cloudflare:sockets", "@aws-sdk/signature-v4-crt", "@aws-sdk/signature-v4a"];

/** zod carries its messages in forty languages, 300 KiB and 6 MiB of memory; ours are English. */
const englishOnly = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: `export { default as en } from "./en.js";`,
      resolveDir: dirname(path),
    }));
  },
};

/**
 * Bundles workloads to `.build/workloads/<workload>/<program>.cjs`: one file each, no node_modules beside it. A workload
 * whose source does not exist is left out.
 *
 * @param {readonly string[]} [names] which workloads; all when left out
 * @returns {Promise<readonly string[]>} the files written
 */
export async function buildWorkloads(names = Object.keys(programs)) {
  const entries = names.flatMap((name) =>
    (programs[name] ?? []).map((program) => ({
      source: join(root, "workloads", name, "src", `${program}.ts`),
      output: join(root, ".build", "workloads", name, `${program}.cjs`),
    })),
  );
  const present = entries.filter(({ source }) => existsSync(source));
  await Promise.all(
    present.map(async ({ source, output }) => {
      await mkdir(dirname(output), { recursive: true });
      const unfinished = `${output}.${process.pid}.${randomUUID()}`;
      await build({
        entryPoints: [source],
        outfile: unfinished,
        bundle: true,
        platform: "node",
        target: "node20",
        format: "cjs",
        minifySyntax: true,
        minifyWhitespace: true,
        keepNames: true,
        legalComments: "none",
        logLevel: "warning",
        tsconfig: join(root, "tsconfig.json"),
        external,
        // CommonJS has no import.meta; a worker thread that starts its own file needs it.
        define: { "import.meta.url": "moduleUrl" },
        banner: { js: 'const moduleUrl = require("node:url").pathToFileURL(__filename).href;' },
        plugins: [englishOnly],
      });
      // Several tests build at once, and nobody may ever start half a program.
      await rename(unfinished, output);
    }),
  );
  return present.map(({ output }) => output);
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const names = process.argv.slice(2);
  for (const file of await buildWorkloads(names.length > 0 ? names : undefined)) {
    const { size } = await stat(file);
    process.stdout.write(`${file.slice(root.length + 1)}  ${Math.round(size / 1024)} KiB\n`);
  }
}
