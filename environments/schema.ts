import * as z from "zod/mini";
import { checkCidr } from "../constructs/network/cidr";
import { checkName, type NameKind } from "../constructs/rules/aws-names";
import type { Violation } from "../constructs/rules/finding";
import { checkHostCount, checkHostDisk } from "../constructs/rules/host-sizes";
import { checkInstanceType, checkSameArchitecture } from "../constructs/rules/instance-types";
import { checkLogRetention } from "../constructs/rules/log-retention";
import { checkScheduleExpression } from "../constructs/rules/schedule-expression";
import { checkTimeZone } from "../constructs/rules/time-zone";
import { checkDatabaseSettings } from "../constructs/storage/database-rules";
import { publicUrlProblem, regionProblem, senderProblem } from "../workloads/shared/src/values";

/** Lets a field be judged by one of the project's own rules, whose violations keep their codes. */
function judgedBy<T>(rule: (value: T) => readonly Violation[]) {
  return z.superRefine<T>((value, context) => {
    for (const violation of rule(value)) {
      context.addIssue({ code: "custom", message: violation.expected, params: violation });
    }
  });
}

// A program parses an environment once: compiling a parser takes longer than it runs.
z.config({ jitless: true });

const whole = (min: number, max: number) => z.int().check(z.minimum(min), z.maximum(max));
const text = (pattern: RegExp, expected: string) => z.string().check(z.regex(pattern, expected));
const named = (kind: NameKind) => z.string().check(judgedBy((name) => checkName(kind, name)));

const email = z.email("an email address such as team@example.com");

/** What a workload takes in the variable that the value becomes, by the workload's own rule. */
const asRead = (problem: (text: string) => string | undefined, expected: string) =>
  z.string().check(z.refine((value) => problem(value) === undefined, expected));

/** Why something is left out; ten characters rule out "none" and "n/a". */
const reason = z.string().check(z.minLength(10));

/** A container tag as ECR takes it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push.html */
const tag = text(
  // `latest` means that a tag is pushed again, which the repositories refuse: their tags cannot be moved
  /^(?!latest$)[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/,
  "an image tag of at most 128 characters that names one image for ever, not latest",
);

const expression = z
  .templateLiteral([z.enum(["rate", "cron", "at"]), "(", z.string(), ")"], "rate(...), cron(...) or at(...)")
  .check(judgedBy(checkScheduleExpression));

const schedule = z.strictObject({
  /** When it starts: `rate(6 hours)`, `cron(0 6 * * ? *)` or `at(2027-01-01T06:00:00)`. */
  expression,
  /** IANA name. @default "UTC" */
  timeZone: z._default(z.string().check(judgedBy(checkTimeZone)), "UTC"),
  /** Minutes within which it may start, which keeps tasks from starting together. @default - on the minute */
  flexibleWindowMinutes: z.optional(whole(1, 1440)),
  /** The longest run you expect; the placement check sets the memory aside that long. */
  maxDurationMinutes: whole(1, 1440),
});

const network = z
  .strictObject({
    /** IPv4 range of the VPC, /16 to /28, that no peered network uses. */
    cidr: z.string(),
    /** Number of availability zones. */
    zones: z.number(),
    egress: z.enum(["none", "public-ip", "nat-instance", "nat-gateway", "nat-gateway-per-zone"]),
  })
  .check(judgedBy(({ cidr, zones }) => checkCidr(cidr, zones)));

const fleet = z
  .strictObject({
    instanceType: z.string(),
    min: z.int(),
    max: z.int().check(z.maximum(5000)),
    /** GiB of encrypted gp3. @default 30, the smallest that boots */
    rootVolumeGiB: z._default(z.int(), 30),
    /** MiB of swap file on the root volume, for the host itself; a container uses it with `maxSwapMiB`. @default 0 */
    swapMiB: z._default(z.int(), 0),
    /** Further instance types; giving any makes the fleet run on spot capacity. @default - on-demand */
    spotAlternatives: z.optional(z.array(z.string())),
    /**
     * When every host is replaced by one that boots the newest image, which is how hosts are patched. With `max` above
     * `min` the new one comes first. @default - never; replace them by hand
     */
    refresh: z.optional(z.pick(schedule, { expression: true, timeZone: true })),
  })
  .check(judgedBy(checkHostCount), judgedBy(checkHostDisk), judgedBy(checkAlternatives));

const rds = z
  .strictObject({
    /** Such as `db.t4g.micro`: 0.017 USD an hour or 12 USD a month in eu-west-1, twice that with `multiAz`. */
    instanceClass: z.string(),
    /** Major version, such as `17`. */
    postgresVersion: z.string(),
    /** gp3, 20 GiB or more; 0.127 USD per GiB and month in eu-west-1, twice that with `multiAz`. */
    storageGiB: z.number(),
    /** Up to where RDS may grow it by itself. @default - it does not grow */
    maxStorageGiB: z.optional(z.number()),
    /** A standby in a second zone that takes over within minutes. @default false */
    multiAz: z._default(z.boolean(), false),
    /** Days for which any second can be restored, 0 to 35. */
    backupDays: z.number(),
  })
  .check(judgedBy((settings) => checkDatabaseSettings({ ...settings, protect: false })));

const shape = z.enum(["one-box", "multi-az"]);

const fields = z.strictObject({
  /** Short name; the first part of every AWS name after `stowage-`. */
  name: z
    .string()
    .check(z.regex(/^[a-z][a-z0-9]{0,9}$/, "1 to 10 lower-case letters and digits, starting with a letter")),
  /**
   * How it stands: `one-box` is one host with a fixed address; `multi-az` is a fleet over the zones behind a load
   * balancer (about 18 USD a month and 3.65 USD per zone), without downtime at a deployment or a failed host.
   */
  shape,
  /**
   * The shape that a standing system comes from: what its workloads are reached by stays (the fixed address of one box, the
   * balancer of several zones) until they stand in the new shape and this is taken out again. Costs both for as long.
   * See docs/growing.md. @default - nothing stays
   */
  alongside: z.optional(shape),
  /** TLS of the load balancer: an issued ACM certificate's ARN, or why plain HTTP will do. Only with `multi-az`. */
  tls: z.optional(
    z.union(
      [
        z.strictObject({
          certificateArn: text(
            /^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/,
            "the ARN of an ACM certificate",
          ),
        }),
        z.strictObject({ none: reason }),
      ],
      "certificateArn, or none with the reason",
    ),
  ),
  /** AWS account number; Terraform refuses to touch any other. @default - any account, but not with `protect` */
  account: z.optional(text(/^\d{12}$/, "12 digits")),
  region: asRead(regionProblem, "an AWS region such as eu-west-1"),
  /** The bucket that keeps Terraform's state; its name must be unique in the world. */
  state: z.strictObject({ bucket: named("s3-bucket") }),
  network,
  fleet,
  /**
   * Where PostgreSQL comes from (docs/database.md): `rds` makes one in the network, which only the tasks reach; `external` is
   * one that somebody else runs, whose address and credentials a person puts into a secret.
   */
  database: z.union(
    [
      z.strictObject({ rds }),
      z.strictObject({
        external: z.strictObject({
          /** TCP port, for the reach check. @default 5432 */
          port: z._default(whole(1, 65_535), 5432),
        }),
      }),
    ],
    "rds with its size, or external",
  ),
  schedules: z.strictObject({ scraper: schedule, notifier: schedule }),
  /** Tags of the first deployment. After that what was released last stays, until a plan names another (docs/deployment-safety.md). */
  images: z.strictObject({ backend: tag, scraper: tag, notifier: tag }),
  logs: z.strictObject({ retentionDays: z.number().check(judgedBy(checkLogRetention)) }),
  /** Who is told when something breaks, or why nobody is. */
  alarms: z.union([z.strictObject({ email }), z.strictObject({ none: reason })], "email, or none with the reason"),
  /** Sender of the notifier, `digest@example.com` or `Stowage <digest@example.com>`; SES must be allowed to send for it. */
  mail: z.strictObject({ from: asRead(senderProblem, "an email address such as team@example.com, or Name <address>") }),
  /**
   * Address under which people reach the backend, without user, query or fragment; links in mails begin with it.
   * @default - the box's fixed address
   */
  publicUrl: z.optional(
    asRead(publicUrlProblem, "an address that begins with http:// or https://, without user, query or fragment"),
  ),
  /** Most that a month may cost in USD, and which AWS offers count: see docs/cost.md. */
  budget: z.strictObject({
    monthlyUsd: z.number().check(z.positive()),
    freeTier: z.enum(["none", "credits", "legacy"]),
  }),
  /** Whether what holds data resists deletion: secrets can be restored, images and state are not deleted by destroy. */
  protect: z.boolean(),
});

function checkAlternatives(fleet: { instanceType: string; spotAlternatives?: string[] | undefined }): Violation[] {
  const violations = checkSameArchitecture(fleet.instanceType, fleet.spotAlternatives ?? []);
  return violations.map((violation) => ({ ...violation, prop: "spotAlternatives" }));
}

/** What must not be built in the wrong account by mistake says which one is the right one. */
function checkAccount({ protect, account }: z.output<typeof fields>): Violation[] {
  if (!protect || account !== undefined) return [];
  return [
    {
      code: "environment-account",
      prop: "account",
      got: "nothing",
      expected: "the AWS account number of an environment that is protected",
      fix: "set account, so that Terraform refuses every other one",
    },
  ];
}

function wrong(prop: string, got: string, expected: string, fix: string): Violation {
  return { code: "environment-shape", prop, got, expected, fix };
}

/** What the two shapes need, and what only one of them can have. */
function checkShape({ shape, alongside, fleet, network, tls, publicUrl }: z.output<typeof fields>): Violation[] {
  const repeated =
    alongside === shape
      ? [wrong("alongside", shape, "the shape that the system comes from", "name the other shape, or remove it")]
      : [];
  if (shape === "multi-az" || alongside === "multi-az") {
    return [
      ...repeated,
      ...(network.zones < 2
        ? [wrong("network.zones", String(network.zones), "at least 2 zones for multi-az", "set zones: 2")]
        : []),
      ...(fleet.min < 2 && alongside === undefined
        ? [wrong("fleet.min", String(fleet.min), "at least 2 hosts for multi-az", "set min: 2")]
        : []),
      ...(network.egress === "none"
        ? [wrong("network.egress", "none", "public subnets for the balancer", "choose another egress")]
        : []),
      ...(tls === undefined
        ? [wrong("tls", "nothing", "a certificate, or the reason why there is none", "set tls")]
        : []),
      ...(shape === "one-box" ? checkAddress({ fleet, network, publicUrl }) : []),
    ];
  }
  return [
    ...repeated,
    ...(tls === undefined
      ? []
      : [wrong("tls", "a setting for TLS", "none: one box has no load balancer", "remove it, or choose multi-az")]),
    ...checkAddress({ fleet, network, publicUrl }),
  ];
}

/** One box is reached by its fixed address, or by one that its environment names. */
function checkAddress({
  fleet,
  network,
  publicUrl,
}: Pick<z.output<typeof fields>, "fleet" | "network" | "publicUrl">): Violation[] {
  const hasAddress = fleet.max === 1 && network.egress === "public-ip";
  return hasAddress || publicUrl !== undefined
    ? []
    : [wrong("publicUrl", "nothing", "the address people use, as this box has no fixed one", "set publicUrl")];
}

/** Everything that differs between environments. Each file in this folder is one, and nothing else decides. */
export const environmentSchema = fields.check(judgedBy(checkAccount), judgedBy(checkShape)).check(
  z.superRefine(({ fleet, region }, context) => {
    const types = [fleet.instanceType, ...(fleet.spotAlternatives ?? [])];
    for (const violation of types.flatMap((type) => checkInstanceType(type, region))) {
      context.addIssue({
        code: "custom",
        path: ["fleet", "instanceType"],
        message: violation.expected,
        params: violation,
      });
    }
  }),
);

/** An environment file, as it is written. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** An environment with its defaults filled in. */
export type Environment = z.output<typeof environmentSchema>;
