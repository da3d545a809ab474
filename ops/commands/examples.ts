import type { App } from "cdktf";

type Build = (outdir?: string) => App;

/** The examples by name; each is loaded only when it is asked for. */
export const examples: Readonly<Record<string, () => Promise<{ build: Build }>>> = {
  "one-box": () => import("../../examples/one-box/main"),
  "web-and-worker": () => import("../../examples/web-and-worker/main"),
  "highly-available": () => import("../../examples/highly-available/main"),
  "event-driven": () => import("../../examples/event-driven/main"),
  fargate: () => import("../../examples/fargate/main"),
};
