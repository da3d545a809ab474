import type { ErrorHandler } from "hono";
import type { AppEnv } from "../dependencies";
import { Problem } from "../http/problem";
import { Message } from "./message";

/**
 * Answers people with a page and programs with what the given handler says. Which status and headers an error has is
 * decided by that handler alone; only the body is replaced here.
 */
export function errorPage(handler: ErrorHandler<AppEnv>): ErrorHandler<AppEnv> {
  return async (error, c) => {
    const answer = await handler(error, c);
    if (c.req.path.startsWith("/v1/") || !(c.req.header("accept") ?? "").includes("text/html")) return answer;
    const text = error instanceof Problem ? error.detail : sentences[answer.status];
    answer.headers.forEach((value, name) => {
      if (name !== "content-type" && name !== "content-length") c.header(name, value);
    });
    c.status(answer.status as 500);
    return c.html(<Message title="That did not work" text={text ?? "Something went wrong. Try again in a moment."} />);
  };
}

const sentences: Readonly<Record<number, string>> = {
  403: "This form was sent from another site.",
  413: "That was too long.",
  503: "The database is not available. Try again in a moment.",
};
