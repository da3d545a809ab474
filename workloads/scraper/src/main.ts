import { isMainThread } from "node:worker_threads";

// One program, two roles: the thread that parses pages runs the same bundle and must not load the rest of it.
if (isMainThread) {
  void import("./start").then(({ start }) => start(new URL(import.meta.url)));
} else {
  void import("./extract-thread").then(({ start }) => start());
}
