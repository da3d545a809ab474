import { fileURLToPath } from "node:url";
import { beforeAll } from "vitest";
import { buildWorkloads } from "../../build.mjs";

/** Bundles the backend before the tests, and returns the path of its program. */
export function useBackendBundle(): () => string {
  beforeAll(async () => {
    await buildWorkloads(["backend"]);
  });
  return () => fileURLToPath(new URL("../../../.build/workloads/backend/main.cjs", import.meta.url));
}
