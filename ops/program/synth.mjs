// What `npm run synth` and cdktf.json's `app` run: main.ts, bundled.
import { bundle, runFromCache } from "./bundle.mjs";

runFromCache(await bundle("main", "main.ts", { forCache: true }));
