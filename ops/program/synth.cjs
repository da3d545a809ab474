// What `npm run synth` and cdktf.json's `app` run: main.ts, bundled.
const { freshBundle, runFromCache } = require("./bundle-cache.cjs");

const fresh = freshBundle("main");
if (fresh === undefined) {
  import("./bundle.mjs").then(({ bundle }) => bundle("main", "main.ts", { forCache: true })).then(runFromCache);
} else {
  runFromCache(fresh);
}
