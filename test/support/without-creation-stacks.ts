// CDKTF records the stack of every token it makes, for messages this project writes itself: two thirds of the time of a
// construct's test. Bundled programs do without it too (ops/program/bundle-plugins.mjs).
import { createRequire } from "node:module";

const recorder = createRequire(import.meta.url)("cdktf/lib/tokens/private/stack-trace") as {
  captureStackTrace: () => readonly string[];
};
recorder.captureStackTrace = () => [];
