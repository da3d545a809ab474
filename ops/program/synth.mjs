// What `npm run synth` and cdktf.json's `app` run: main.ts, bundled.
import { bundle, run } from "./bundle.mjs";

run(await bundle("main", "main.ts"));
