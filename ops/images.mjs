#!/usr/bin/env node
// `npm run images`: workloads/images, told which processor the environment's fleet has.
import { createRequire } from "node:module";
import { main } from "../workloads/images/build-images.mjs";
import { bundle } from "./program/bundle.mjs";

const environment = process.env.STOWAGE_ENV ?? "dev";

async function fleetPlatform() {
  const program = createRequire(import.meta.url)(await bundle("fleet-platform", "ops/fleet-platform.ts"));
  return program.fleetPlatform(environment);
}

process.exitCode = await main(process.argv.slice(2), fleetPlatform).catch((error) => {
  process.stderr.write(`images: ${error.message}\n`);
  return 1;
});
