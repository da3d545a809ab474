#!/usr/bin/env node
// The `stowage` command line: ops/stowage.ts, bundled.
import { bundle, run } from "./program/bundle.mjs";

run(await bundle("stowage", "ops/stowage.ts"));
