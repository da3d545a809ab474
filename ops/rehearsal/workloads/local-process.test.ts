import { expect, test } from "vitest";
import { processEnvironment } from "./local-process";

const given = (environment: Record<string, string>) =>
  processEnvironment(
    { family: "stowage-dev-backend", environment },
    {
      system: { url: "http://127.0.0.1:5000" },
      credentials: { uriOf: (family) => `http://127.0.0.1:6000/${family}`, [Symbol.asyncDispose]: async () => {} },
    },
  );

test("a process gets what ECS sets and the task definition says, and nothing that an older agent would leave out", () => {
  expect(Object.keys(given({ PORT: "3000" })).sort()).toEqual([
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_ENDPOINT_URL",
    "AWS_EXECUTION_ENV",
    "ECS_AGENT_URI",
    "ECS_CONTAINER_METADATA_URI",
    "ECS_CONTAINER_METADATA_URI_V4",
    "PORT",
  ]);
});

test("the task definition's own variables count", () => {
  expect(given({ AWS_REGION: "eu-west-1", AWS_EXECUTION_ENV: "mine" })).toMatchObject({
    AWS_REGION: "eu-west-1",
    AWS_EXECUTION_ENV: "mine",
  });
});
