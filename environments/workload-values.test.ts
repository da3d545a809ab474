import { describe, expect, test } from "vitest";
import { synthesizedStacks } from "../test/support/systems";
import { containers } from "../test/support/template";
import { schema as backend } from "../workloads/backend/src/config";
import { schema as notifier } from "../workloads/notifier/src/config";
import { schema as scraper } from "../workloads/scraper/src/config";
import { parseConfig } from "../workloads/shared/src/config";
import { dev } from "./dev";
import { parseEnvironment } from "./environment";

/** Whether a workload would start, and whether an environment file may say it. */
const accepted = (attempt: () => unknown) => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

const KEY = "k".repeat(40);
const SECRETS = { DATABASE_SECRET: "postgres://app:secret@db/x", LINK_SIGNING_KEY: KEY, API_TOKENS: KEY };
const MAIL = {
  MAIL_TRANSPORT: "ses",
  MAIL_FROM: "a@example.com",
  PUBLIC_URL: "https://example.com",
  AWS_REGION: "eu-west-1",
};
const withVariable = (name: string) => (value: string) =>
  accepted(() => parseConfig(notifier, { ...SECRETS, ...MAIL, [name]: value }));

/** Every value of an environment file that becomes a workload's variable, with inputs that are easily got wrong. */
const VALUES: readonly {
  readonly path: string;
  readonly environment: (value: string) => object;
  readonly workload: (value: string) => boolean;
  readonly good: readonly string[];
  readonly bad: readonly string[];
}[] = [
  {
    path: "publicUrl",
    environment: (publicUrl) => ({ publicUrl }),
    workload: withVariable("PUBLIC_URL"),
    good: [
      "https://example.com",
      "http://example.com/",
      "https://example.com/shop",
      "https://example.com:8443",
      "HTTPS://EXAMPLE.COM",
      "http://[2001:db8::1]/",
      "http://192.0.2.1",
      "https://bücher.example",
    ],
    bad: [
      "https://example.com?a=1",
      "https://example.com/?",
      "https://example.com/#top",
      "https://user@example.com",
      "https://user:password@example.com",
      "https://@example.com",
      "ftp://example.com",
      "example.com",
      "https:example.com",
      "https:/example.com",
      "https://",
      "https:///",
      " https://example.com",
      "https://example.com ",
      "https://exa mple.com",
      "https://example.com/a\nb",
      "https://example.com\\shop",
      "https://example.com/<b>",
      "https://example.com:99999",
      "javascript:alert(1)",
    ],
  },
  {
    path: "mail.from",
    environment: (from) => ({ mail: { from } }),
    workload: withVariable("MAIL_FROM"),
    good: [
      "stowage@example.com",
      "a.b+c@mail.example.co.uk",
      "Stowage <digest@example.com>",
      "Größe GmbH <digest@example.com>",
      `${"x".repeat(64)}@example.com`,
      "o'neill@example.com",
    ],
    bad: [
      "stowage",
      "stowage@",
      "@example.com",
      "stowage@localhost",
      "a b@example.com",
      "a@b@example.com",
      "a..b@example.com",
      ".a@example.com",
      "ü@example.com",
      "a@exämple.com",
      "a@-example.com",
      "a@example..com",
      "a@example.com.",
      "<a@example.com>",
      "Stowage <a@example.com",
      "Stowage a@example.com",
      'The "Shop" <a@example.com>',
      "Shop\r\nBcc: x@example.com <a@example.com>",
      `${"x".repeat(65)}@example.com`,
      " a@example.com",
      "a@example.com ",
      "a@example.com, b@example.com",
    ],
  },
  {
    path: "region",
    environment: (region) => ({ region }),
    workload: withVariable("AWS_REGION"),
    good: ["eu-west-1", "us-gov-west-1", "ap-southeast-5", "eusc-de-east-1"],
    bad: ["eu-west", "EU-WEST-1", "eu-west-1a", "europe", " eu-west-1", "eu_west_1"],
  },
];

const inEnvironment = (changes: object) =>
  accepted(() => parseEnvironment({ ...dev, ...changes }, "environments/dev.ts"));

describe.each(VALUES)("$path: what the workload refuses, the environment refuses", ({
  environment,
  workload,
  good,
  bad,
}) => {
  test.each(good)("%j is right for both", (value) => {
    // Where Stowage knows no prices and types for a region, the environment may still have other objections.
    expect([workload(value), inEnvironment(environment(value)) || "region" in environment(value)]).toEqual([
      true,
      true,
    ]);
  });

  test.each(bad)("%j is wrong for both", (value) => {
    expect([workload(value), inEnvironment(environment(value))]).toEqual([false, false]);
  });

  test("nothing is wrong for both", () => {
    expect(inEnvironment(environment(""))).toBe(false);
  });
});

test("every container of every environment gets variables that its own workload starts with", () => {
  const schemas = { backend, scraper, notifier };
  let seen = 0;
  for (const stack of synthesizedStacks()) {
    for (const { family, container_definitions: definitions } of Object.values(stack.all("aws_ecs_task_definition"))) {
      const workload = Object.keys(schemas).find((name) => String(family).endsWith(`-${name}`)) as keyof typeof schemas;
      const [container] = containers(definitions);
      const variables = container!.environment as { name: string; value: string }[];
      // What Terraform fills in: a host, an ARN, a region; here something of that form.
      const filled = variables.map(({ name, value }) => [
        name,
        value.replace(/\$\{.*\}/, name === "AWS_REGION" ? "eu-west-1" : "filled.example"),
      ]);
      expect(() => parseConfig(schemas[workload], { ...SECRETS, ...Object.fromEntries(filled) })).not.toThrow();
      seen += 1;
    }
  }
  expect(seen).toBe(6);
});
