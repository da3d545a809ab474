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

/** Modules of CDKTF, and what is written in them instead of what is there. */
const REPLACEMENTS = {
  "tokens/private/resolve": [
    [
      "function resolve(obj, options) {",
      (head) => `
        // What CDKTF's patterns have in common: the name of a token, or a number with an exponent, which may be one.
        const MAY_BE_TOKEN = /Token|[-|\\d.+]e[-|\\d.eE+]/;
        function isPlain(x) {
          if (typeof x === "string") return !MAY_BE_TOKEN.test(x);
          return x === undefined || typeof x === "boolean" || (Number.isSafeInteger(x) && x >= 0);
        }
        exports.isPlain = isPlain;
        ${head} if (isPlain(obj)) return obj;`,
    ],
    ["makeContext()[0].resolve(key)", (call) => `isPlain(key) ? key : ${call}`],
    ["makeContext(key)[0].resolve(obj[key])", (call) => `isPlain(obj[key]) ? obj[key] : ${call}`],
    ["makeContext(`${i}`)[0].resolve(x)", (call) => `isPlain(x) ? x : ${call}`],
  ],
  "tokens/private/encoding": [
    ["TokenString.forListToken(x).test()", (test) => `x.includes("TfToken") && ${test}`],
    ["TokenString.forMapToken(x).test()", (test) => `x.includes("TfToken") && ${test}`],
  ],
  "terraform-stack": [
    [
      "return (0, _tokens_1.resolve)(this, tf);",
      (again) => `
        const { isPlain } = require("./tokens/private/resolve");
        const holdsNoToken = (x) => {
          if (typeof x !== "object" || x === null) return isPlain(x);
          return [Object, Array].includes(x.constructor) && Object.entries(x).flat().every(holdsNoToken);
        };
        if (holdsNoToken(this.rawOverrides)) return tf;
        ${again}`,
    ],
  ],
};

/**
 * CDKTF resolves every value twice, and what came of it a third time; for each it makes a context and looks for tokens
 * three times. Most values can't hold any, and what is resolved holds none: those are taken as they are.
 */
const plainValuesAtOnce = {
  name: "plain-values-at-once",
  setup({ onLoad }) {
    for (const [module, replacements] of Object.entries(REPLACEMENTS)) {
      onLoad({ filter: new RegExp(`/cdktf/lib/${module}\\.js$`.replaceAll("/", "[\\\\/]")) }, ({ path }) => {
        let source = readFileSync(path, "utf8");
        for (const [known, replace] of replacements) {
          if (!source.includes(known)) return { errors: [{ text: `${path} has no ${known}: see bundle-plugins.mjs` }] };
          source = source.replace(known, replace);
        }
        return { contents: source, loader: "js" };
      });
    }
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

export const plugins = [withoutCreationStacks, englishOnly, whenCalled, whenRead, plainValuesAtOnce, oneCopyOfNames];
