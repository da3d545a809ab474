import { OpenAPIHono } from "@hono/zod-openapi";
import type { AppEnv } from "../dependencies";
import { Problem, type ProblemDetail } from "../http/problem";

/** A router whose routes refuse what their description does not allow, with everything that is wrong at once. */
export function apiRouter(): OpenAPIHono<AppEnv> {
  return new OpenAPIHono<AppEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      const { target, error } = result;
      const errors = error.issues.map((issue): ProblemDetail => {
        const detail = issue.message;
        if (target === "json") return { pointer: pointer(issue.path), detail };
        return { parameter: issue.path.map(String).join("."), detail };
      });
      throw new Problem(400, "the request does not fit its description", { errors: errors.slice(0, 50) });
    },
  });
}

/** RFC 6901. */
function pointer(path: readonly PropertyKey[]): string {
  return path.map((key) => `/${String(key).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}
