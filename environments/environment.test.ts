import { describe, expect, test } from "vitest";
import { ConfigError } from "../constructs/rules/finding";
import { dev } from "./dev";
import { environmentNamed, environments, parseEnvironment } from "./environment";

function problems(change: (input: Record<string, unknown>) => void) {
  const input: Record<string, unknown> = { ...structuredClone(dev) };
  change(input);
  try {
    parseEnvironment(input, "environments/dev.ts");
  } catch (error) {
    if (error instanceof ConfigError) return error.findings;
    throw error;
  }
  return [];
}
const set = (path: string, value: unknown) => (input: Record<string, unknown>) => {
  const keys = path.split(".");
  const last = keys.pop()!;
  const target = keys.reduce<Record<string, unknown>>((object, key) => object[key] as Record<string, unknown>, input);
  target[last] = value;
};

const RDS = { instanceClass: "db.t4g.micro", postgresVersion: "17", storageGiB: 20, backupDays: 7 };

test.each(Object.keys(environments))("environment %s is sound, and its defaults are filled in", (name) => {
  const environment = environmentNamed(name);
  expect(environment.name).toBe(name);
  expect(environment.schedules.scraper.timeZone).toBe("UTC");
  expect(environment.fleet.rootVolumeGiB).toBe(30);
});

test.each([
  "constructor",
  "__proto__",
  "toString",
  "hasOwnProperty",
  "",
])("%j, which every object answers to, is an unknown environment like any other", (name) =>
  expect(() => environmentNamed(name)).toThrow(/\[environment-unknown\] got .*, expected one of dev, prod/));

describe("whatever stands in the place of a value is refused in words", () => {
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  const ODD: readonly [string, unknown][] = [
    ["a whole number of any size", 10n],
    ["a circle", circle],
    ["a function", () => 1],
    ["a symbol", Symbol("odd")],
    ["what is not a number", Number.NaN],
    ["a date that is none", new Date(Number.NaN)],
    ["a map", new Map([["a", 1n]])],
    ["nothing", null],
    ["a list with holes", new Array(3)],
    ["an object without a prototype", Object.create(null)],
    ["an object that refuses to be JSON", { toJSON: () => { throw new Error("no"); } }], // biome-ignore format: one line
    ["a list of odd things", [10n, Symbol("odd"), circle]],
  ];
  const places = (value: unknown, at: string): string[] =>
    typeof value === "object" && value !== null
      ? [at, ...Object.entries(value).flatMap(([key, member]) => places(member, at === "" ? key : `${at}.${key}`))]
      : [at];
  const leaves = places(dev, "").filter((at) => at !== "");

  test.each(ODD)("%s", (_, odd) => {
    for (const at of [...leaves, "account", "tls", "publicUrl", "unheard-of"]) {
      const found = problems(set(at, odd));
      for (const finding of found) expect([at, typeof finding.got, finding.got !== ""]).toEqual([at, "string", true]);
    }
    expect(() => parseEnvironment(odd, "environments/odd.ts")).toThrow(ConfigError);
  });
});

test("an unknown environment lists those there are", () => {
  expect(() => environmentNamed("staging")).toThrow(/\[environment-unknown\] got staging, expected one of dev, prod/);
});

describe("each wrong value is named with its place, its code and what was expected", () => {
  test.each<[string, unknown, string, string]>([
    ["name", "Production", "environment-value", "name"],
    ["account", "12345", "environment-value", "account"],
    ["region", "europe", "environment-value", "region"],
    ["state.bucket", "My_Bucket", "name-characters", "state.bucket"],
    ["network.cidr", "10.0.0.0/33", "cidr-invalid", "network.cidr"],
    ["network.cidr", "10.0.0.0/27", "cidr-zones", "network.zones"],
    ["network.zones", 7, "cidr-zones", "network.zones"],
    ["network.egress", "magic", "environment-value", "network.egress"],
    ["fleet.instanceType", "x9.huge", "instance-type-unknown", "fleet.instanceType"],
    ["fleet.rootVolumeGiB", 8, "root-volume-size", "fleet.rootVolumeGiB"],
    ["fleet.min", -1, "fleet-size", "fleet.min, max"],
    ["schedules.scraper.expression", "rate(1 hours)", "schedule-rate-singular", "schedules.scraper.expression"],
    ["schedules.scraper.expression", "cron(0 6 * * *)", "schedule-cron-fields", "schedules.scraper.expression"],
    ["schedules.scraper.expression", "cron(0 6 * * * *)", "schedule-cron-both-days", "schedules.scraper.expression"],
    ["schedules.scraper.expression", "every day", "environment-value", "schedules.scraper.expression"],
    ["schedules.scraper.timeZone", "Europe/Atlantis", "schedule-time-zone", "schedules.scraper.timeZone"],
    ["images.backend", "a tag", "environment-value", "images.backend"],
    ["images.backend", "latest", "environment-value", "images.backend"],
    ["publicUrl", "https://user@example.com", "environment-value", "publicUrl"],
    ["logs.retentionDays", "long", "environment-value", "logs.retentionDays"],
    ["logs.retentionDays", 15, "log-retention", "logs.retentionDays"],
    ["fleet.min", 2, "fleet-size", "fleet.min, max"],
    ["fleet.swapMiB", 1024 * 1024, "swap-size", "fleet.swapMiB"],
    ["fleet.spotAlternatives", ["t4g.micro"], "instance-type-mixed-architecture", "fleet.spotAlternatives"],
    ["protect", true, "environment-account", "account"],
    ["database", undefined, "environment-value", "database"],
    ["database", {}, "environment-value", "database"],
    ["database", { external: { port: 0 } }, "environment-value", "database.external.port"],
    ["database", { rds: { ...RDS, instanceClass: "t4g.micro" } }, "database-class", "database.rds.instanceClass"],
    ["database", { rds: { ...RDS, postgresVersion: "newest" } }, "database-version", "database.rds.postgresVersion"],
    ["database", { rds: { ...RDS, storageGiB: 5 } }, "database-storage", "database.rds.storageGiB"],
    ["database", { rds: { ...RDS, backupDays: 36 } }, "database-backups", "database.rds.backupDays"],
    ["budget.monthlyUsd", 0, "environment-value", "budget.monthlyUsd"],
    ["mail.from", "nobody", "environment-value", "mail.from"],
    ["typo", 1, "unknown-key", "typo"],
  ])("%s = %j", (path, value, code, prop) => {
    expect(problems(set(path, value))).toMatchObject([{ code, prop, path: "environments/dev.ts" }]);
  });

  test.each<[string, unknown, string]>([
    ["alarms", { email: "ops" }, "an email address such as team@example.com"],
    ["alarms", {}, "email, or none with the reason"],
    ["alarms", { none: "no" }, "at least 10 characters"],
    ["tls", {}, "certificateArn, or none with the reason"],
    [
      "publicUrl",
      "ftp://example.com",
      "an address that begins with http:// or https://, without user, query or fragment",
    ],
    ["schedules.scraper.expression", "every day", "rate(...), cron(...) or at(...)"],
    ["schedules.scraper", "daily", "an object"],
    ["budget.monthlyUsd", 0, "more than 0"],
    ["fleet.max", 5001, "at most 5000"],
    ["fleet.swapMiB", 0.5, "a whole number"],
    ["protect", "yes", "a boolean"],
  ])("%s = %j is answered with: %s", (path, value, expected) => {
    const found = problems((input) => {
      set("shape", "multi-az")(input);
      set("tls", { none: "there is no domain yet" })(input);
      set("fleet", { ...dev.fleet, min: 2, max: 2 })(input);
      set(path, value)(input);
    });
    expect(found.filter(({ code }) => code === "environment-value")).toMatchObject([{ expected }]);
  });

  test("a type that the region does not offer", () => {
    const found = problems((input) => {
      set("region", "eu-south-1")(input);
      set("fleet.instanceType", "t2.micro")(input);
    });
    expect(found).toMatchObject([{ code: "instance-type-not-offered", prop: "fleet.instanceType" }]);
  });
});

describe("what the shape does not go with is environment-shape", () => {
  test.each<[string, Record<string, unknown>, string]>([
    ["one box with TLS", { tls: { none: "there is no domain yet" } }, "tls"],
    ["one box without a fixed address", { network: { ...dev.network, egress: "nat-gateway" } }, "publicUrl"],
    ["multi-az without a word on TLS", { shape: "multi-az", fleet: { ...dev.fleet, min: 2, max: 2 } }, "tls"],
    ["multi-az with one host", { shape: "multi-az", tls: { none: "there is no domain yet" } }, "fleet.min"],
    ["a box that comes from one box", { alongside: "one-box" }, "alongside"],
    ["a box that comes from several zones without a word on TLS", { alongside: "multi-az" }, "tls"],
  ])("%s", (_, changes, prop) => {
    const found = problems((input) => void Object.assign(input, changes));
    expect(found).toMatchObject([{ code: "environment-shape", prop }]);
  });
});

test("all problems of a file come at once", () => {
  const found = problems((input) => {
    set("region", "x")(input);
    set("network.cidr", "y")(input);
    set("budget.monthlyUsd", -1)(input);
    set("fleet.min", 3)(input);
    set("logs.retentionDays", 15)(input);
    set("protect", true)(input);
  });
  expect(found.map((finding) => finding.prop).sort()).toEqual([
    "account",
    "budget.monthlyUsd",
    "fleet.min, max",
    "logs.retentionDays",
    "network.cidr",
    "region",
  ]);
});

test("a missing value is told apart from a wrong one", () => {
  expect(problems((input) => void delete input.region)).toMatchObject([{ prop: "region", got: "nothing" }]);
});
