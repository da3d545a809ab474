import { expect, test } from "vitest";
import type { Injectable } from "../constructs/security/injectable";
import type { RepositoryImage } from "../constructs/storage/image-repository";
import type * as notifierConfig from "../workloads/notifier/src/config";
import type * as scraperConfig from "../workloads/scraper/src/config";
import { workloadContainer } from "./workload-container";

const image: RepositoryImage = { uri: "repository:1", grantPull: () => {} };
const secret: Injectable = { arn: "arn", valueFrom: "arn", origin: "test", grantInjection: () => {} };
const secrets = { DATABASE_SECRET: secret };

test("a container starts as its image does and gets what it was given", () => {
  const container = workloadContainer<typeof scraperConfig>({ image, environment: { LOG_LEVEL: "debug" }, secrets });
  expect(container).toEqual({
    image,
    entryPoint: ["node", "/app/main.cjs"],
    environment: { LOG_LEVEL: "debug" },
    secrets,
  });
});

test("a variable that a workload needs and the stack forgets does not compile", () => {
  // @ts-expect-error PUBLIC_URL is missing
  const environment: Parameters<typeof workloadContainer<typeof notifierConfig>>[0]["environment"] = {
    MAIL_TRANSPORT: "ses",
    MAIL_FROM: "a@example.com",
  };
  expect(environment).toBeDefined();
});

test("a secret that a workload can do without may be given too", () => {
  const notifier = (given: Parameters<typeof workloadContainer<typeof notifierConfig>>[0]["secrets"]) =>
    workloadContainer<typeof notifierConfig>({
      image,
      environment: { MAIL_TRANSPORT: "smtp", MAIL_FROM: "a@example.com", PUBLIC_URL: "https://a.example" },
      secrets: given,
    }).secrets;
  const needed = { ...secrets, LINK_SIGNING_KEY: secret };
  expect(notifier(needed)).toEqual(needed);
  expect(notifier({ ...needed, SMTP_URL: secret })).toEqual({ ...needed, SMTP_URL: secret });
  // @ts-expect-error the scraper sends no mail
  workloadContainer<typeof scraperConfig>({ image, environment: {}, secrets: { ...secrets, SMTP_URL: secret } });
});

test("a secret that is missing does not compile, nor does a variable that no workload knows", () => {
  // @ts-expect-error DATABASE_SECRET is missing
  workloadContainer<typeof scraperConfig>({ image, environment: {}, secrets: {} });
  // @ts-expect-error LOGLEVEL is misspelt
  workloadContainer<typeof scraperConfig>({ image, environment: { LOGLEVEL: "debug" }, secrets });
  expect(workloadContainer<typeof scraperConfig>({ image, environment: {}, secrets }).secrets).toBe(secrets);
});
