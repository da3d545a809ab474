// What esbuild is told to do otherwise than usual: leave out what no synthesis needs, and load what few need when they
// need it. docs/adr/0005 says what it saves.
import { readFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * CDKTF records the stack of every token it makes, for messages this project writes itself: a fifth of a synth.
 * The recorder is replaced by one that records nothing.
 */
const withoutCreationStacks = {
  name: "without-creation-stacks",
  setup({ onLoad }) {
    onLoad({ filter: /cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]stack-trace\.js$/ }, () => ({
      contents: "exports.captureStackTrace = () => [];",
      loader: "js",
    }));
  },
};

/** zod carries its messages in forty languages; ours are our own. */
const englishOnly = {
  name: "english-only",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, ({ path }) => ({
      contents: 'export { default as en } from "./en.js";',
      resolveDir: dirname(path),
    }));
  },
};

/** What CDKTF loads in every program: archiver for assets that are zipped, child processes to ask Terraform's version. */
const CALLED_BY_FEW = {
  archiver: 'module.exports = (...options) => require("archiver")(...options);',
  child_process: 'exports.execSync = (...call) => require("child_process").execSync(...call);',
};

const whenCalled = {
  name: "when-called",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: new RegExp(`^(${Object.keys(CALLED_BY_FEW).join("|")})$`) },
      ({ path, importer, resolveDir }) =>
        /[\\/]cdktf[\\/]lib[\\/]/.test(importer)
          ? { path, namespace: "when-called", pluginData: resolveDir }
          : undefined,
    );
    onLoad({ filter: /.*/, namespace: "when-called" }, ({ path, pluginData }) => ({
      contents: CALLED_BY_FEW[path],
      resolveDir: pluginData,
    }));
  },
};

/**
 * A system uses half of the resource types that the constructs know, and some of them are thousands of functions; the
 * check of Terraform's version brings semver along. Each is loaded when one of its names is first read.
 */
const whenRead = {
  name: "when-read",
  setup({ onResolve, onLoad, resolve }) {
    const modules = /^@cdktf\/provider-aws\/lib\/|\/validate-(binary|terraform)-version$/;
    onResolve({ filter: modules }, async ({ path, importer, resolveDir, kind, pluginData }) => {
      if (pluginData === "the module itself") return undefined;
      const found = await resolve(path, { importer, resolveDir, kind, pluginData: "the module itself" });
      return found.errors.length > 0 ? found : { path: found.path, namespace: "when-read" };
    });
    onLoad({ filter: /.*/, namespace: "when-read" }, ({ path }) => {
      const itself = `require(${JSON.stringify(path)})`;
      const exported = new Set(readFileSync(path, "utf8").match(/(?<=^exports\.)\w+(?= = )/gm));
      const properties = [...exported].map((name) => `get ${name}(){return ${itself}.${name}}`);
      return { contents: `module.exports = {__esModule:true,${properties}}`, resolveDir: dirname(path) };
    });
  },
};

/**
 * CDKTF searches every text three times for tokens. Most can't hold any: those are returned at once, which saves a quarter
 * of what resolving 1,000 services takes.
 */
const plainTextAtOnce = {
  name: "plain-text-at-once",
  setup({ onLoad }) {
    const head = "function resolve(obj, options) {";
    // What its patterns have in common: the name of a token, or a number with an exponent, which may be one.
    const lines = [
      "const MAY_BE_TOKEN = /Token|[-|\\d.+]e[-|\\d.eE+]/;",
      head,
      'if (obj === undefined || (typeof obj === "string" && !MAY_BE_TOKEN.test(obj))) return obj;',
    ];
    onLoad({ filter: /[\\/]cdktf[\\/]lib[\\/]tokens[\\/]private[\\/]resolve\.js$/ }, ({ path }) => {
      const source = readFileSync(path, "utf8");
      if (!source.includes(head)) return { errors: [{ text: `${path} has no ${head}: see bundle-plugins.mjs` }] };
      return { contents: source.replace(head, lines.join("\n")), loader: "js" };
    });
  },
};

/** esbuild copies all names of a CommonJS module for every file that imports it: seventy copies of CDKTF's 200. */
const oneCopyOfNames = {
  name: "one-copy-of-names",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(cdktf|constructs)$/ }, ({ path, kind, namespace, resolveDir }) =>
      namespace === "file" && kind === "import-statement"
        ? { path, namespace: "one-copy", pluginData: resolveDir }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: "one-copy" }, ({ path, pluginData }) => ({
      contents: `export * from "${path}";`,
      resolveDir: pluginData,
    }));
  },
};

export const plugins = [withoutCreationStacks, englishOnly, whenCalled, whenRead, plainTextAtOnce, oneCopyOfNames];
