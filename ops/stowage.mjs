#!/usr/bin/env node
// The `stowage` command line: ops/stowage.ts, bundled.
import { pathToFileURL } from "node:url";
import { bundle } from "./program/bundle.mjs";

await import(pathToFileURL(await bundle("stowage", "ops/stowage.ts")).href);
