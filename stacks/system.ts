import { App } from "cdktf";
import type { Environment } from "../environments/schema";
import { AppStack } from "./app-stack";
import { PlatformStack } from "./platform-stack";
import { StateStack } from "./state-stack";

/** One environment's stacks, in the order in which they are applied. */
export interface System {
  readonly app: App;
  readonly state: StateStack;
  readonly platform: PlatformStack;
  readonly workloads: AppStack;
}

/**
 * Context that decides resource addresses. It stands here and not in cdktf.json, so that addresses do not depend on
 * which folder or tool runs the program.
 */
const CONTEXT = { excludeStackIdFromLogicalIds: "true", allowSepCharsInLogicalIds: "true" };

/** Builds the construct tree of one environment; nothing is written but the empty output folder. */
export function buildSystem(environment: Environment, outdir?: string): System {
  const app = new App({ context: CONTEXT, stackTraces: false, ...(outdir === undefined ? {} : { outdir }) });
  const { name } = environment;
  const state = new StateStack(app, `${name}-state`, environment);
  const platform = new PlatformStack(app, `${name}-platform`, environment);
  const workloads = new AppStack(app, `${name}-app`, environment, platform);
  // The others keep their state in the bucket that the first creates.
  platform.addDependency(state);
  workloads.addDependency(platform);
  return { app, state, platform, workloads };
}
