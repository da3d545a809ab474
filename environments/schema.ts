import { z } from "zod";
import { checkCidr } from "../constructs/network/cidr";
import { checkName, type NameKind } from "../constructs/rules/aws-names";
import type { Violation } from "../constructs/rules/finding";
import { checkInstanceType } from "../constructs/rules/instance-types";
import { checkScheduleExpression } from "../constructs/rules/schedule-expression";
import { checkTimeZone } from "../constructs/rules/time-zone";

/** Lets a field be judged by one of the project's own rules, whose violations keep their codes. */
function judgedBy<T>(rule: (value: T) => readonly Violation[]) {
  return (value: T, context: z.RefinementCtx) => {
    for (const violation of rule(value))
      context.addIssue({ code: "custom", message: violation.expected, params: violation });
  };
}

// A program parses an environment once: compiling a parser takes longer than it runs.
z.config({ jitless: true });

const whole = (min: number, max: number) => z.number().int().min(min).max(max);
const named = (kind: NameKind) => z.string().superRefine(judgedBy((name) => checkName(kind, name)));

/** A container tag as ECR takes it. https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push.html */
const tag = z.string().regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$/, "an image tag of at most 128 characters");

const expression = z
  .templateLiteral([z.enum(["rate", "cron", "at"]), "(", z.string(), ")"])
  .superRefine(judgedBy(checkScheduleExpression));

const schedule = z.strictObject({
  /** When it starts: `rate(6 hours)`, `cron(0 6 * * ? *)` or `at(2027-01-01T06:00:00)`. */
  expression,
  /** IANA name. @default "UTC" */
  timeZone: z.string().superRefine(judgedBy(checkTimeZone)).default("UTC"),
  /** Minutes within which it may start, which keeps tasks from starting together. @default - on the minute */
  flexibleWindowMinutes: whole(1, 1440).optional(),
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
  .superRefine(judgedBy(({ cidr, zones }) => checkCidr(cidr, zones)));

const fleet = z.strictObject({
  instanceType: z.string(),
  min: whole(0, 5000),
  max: whole(1, 5000),
  /** GiB of encrypted gp3. @default 30, the smallest that boots */
  rootVolumeGiB: whole(30, 16_384).default(30),
  /** MiB of swap file on the root volume. @default 0 */
  swapMiB: whole(0, 8192).default(0),
  /** Further instance types; giving any makes the fleet run on spot capacity. @default - on-demand */
  spotAlternatives: z.array(z.string()).optional(),
  /**
   * When every host is replaced by one that boots the newest image, which is how hosts are patched. With `max` above
   * `min` the new one comes first. @default - never; replace them by hand
   */
  refresh: schedule.pick({ expression: true, timeZone: true }).optional(),
});

/** Everything that differs between environments. Each file in this folder is one, and nothing else decides. */
export const environmentSchema = z
  .strictObject({
    /** Short name; the first part of every AWS name after `stowage-`. */
    name: z.string().regex(/^[a-z][a-z0-9]{0,9}$/, "1 to 10 lower-case letters and digits, starting with a letter"),
    /**
     * How it stands: `one-box` is one host with a fixed address; `multi-az` is a fleet over the zones behind a load
     * balancer (about 18 USD a month and 3.65 USD per zone), without downtime at a deployment or a failed host.
     */
    shape: z.enum(["one-box", "multi-az"]),
    /** TLS of the load balancer: an issued ACM certificate's ARN, or why plain HTTP will do. Only with `multi-az`. */
    tls: z
      .union([
        z.strictObject({
          certificateArn: z
            .string()
            .regex(/^arn:aws[a-z-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]+$/, "the ARN of an ACM certificate"),
        }),
        z.strictObject({ none: z.string().min(10) }),
      ])
      .optional(),
    /** AWS account number. When given, Terraform refuses to touch any other. @default - any account */
    account: z
      .string()
      .regex(/^\d{12}$/, "12 digits")
      .optional(),
    region: z.string().regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "an AWS region such as eu-west-1"),
    /** The bucket that keeps Terraform's state; its name must be unique in the world. */
    state: z.strictObject({ bucket: named("s3-bucket") }),
    network,
    fleet,
    schedules: z.strictObject({ scraper: schedule, notifier: schedule }),
    /** Tags that a plan uses unless a Terraform variable names another image. */
    images: z.strictObject({ backend: tag, scraper: tag, notifier: tag }),
    logs: z.strictObject({ retentionDays: whole(1, 3653) }),
    /** Who is told when something breaks, or why nobody is. */
    alarms: z.union([z.strictObject({ email: z.email() }), z.strictObject({ none: z.string().min(10) })]),
    /** Address that the notifier sends from; SES must be allowed to send for it. */
    mail: z.strictObject({ from: z.email() }),
    /** Address under which people reach the backend; links in mails begin with it. @default - the box's fixed address */
    publicUrl: z.url({ protocol: /^https?$/ }).optional(),
    /** Most that a month may cost in USD, and which AWS offers count: see docs/cost.md. */
    budget: z.strictObject({ monthlyUsd: z.number().positive(), freeTier: z.enum(["none", "credits", "legacy"]) }),
    /** Whether what holds data resists deletion: secrets can be restored, images and state are not deleted by destroy. */
    protect: z.boolean(),
  })
  .superRefine((environment, context) => {
    const { region } = environment;
    for (const violation of checkShape(environment)) {
      context.addIssue({ code: "custom", message: violation.expected, params: violation });
    }
    const types = [environment.fleet.instanceType, ...(environment.fleet.spotAlternatives ?? [])];
    for (const violation of types.flatMap((type) => checkInstanceType(type, region))) {
      context.addIssue({
        code: "custom",
        path: ["fleet", "instanceType"],
        message: violation.expected,
        params: violation,
      });
    }
  });

/** What the two shapes need, and what only one of them can have. */
function checkShape({
  shape,
  fleet,
  network,
  tls,
  publicUrl,
}: Pick<Environment, "shape" | "fleet" | "network" | "tls" | "publicUrl">): Violation[] {
  const wrong = (prop: string, got: string, expected: string, fix: string): Violation => ({
    code: "environment-shape",
    prop,
    got,
    expected,
    fix,
  });
  if (shape === "multi-az") {
    return [
      ...(network.zones < 2
        ? [wrong("network.zones", String(network.zones), "at least 2 zones for multi-az", "set zones: 2")]
        : []),
      ...(fleet.min < 2 ? [wrong("fleet.min", String(fleet.min), "at least 2 hosts for multi-az", "set min: 2")] : []),
      ...(network.egress === "none"
        ? [wrong("network.egress", "none", "public subnets for the balancer", "choose another egress")]
        : []),
      ...(tls === undefined
        ? [wrong("tls", "nothing", "a certificate, or the reason why there is none", "set tls")]
        : []),
    ];
  }
  const hasAddress = fleet.max === 1 && network.egress === "public-ip";
  return [
    ...(tls === undefined
      ? []
      : [wrong("tls", "a setting for TLS", "none: one box has no load balancer", "remove it, or choose multi-az")]),
    ...(hasAddress || publicUrl !== undefined
      ? []
      : [wrong("publicUrl", "nothing", "the address people use, as this box has no fixed one", "set publicUrl")]),
  ];
}

/** An environment file, as it is written. */
export type EnvironmentInput = z.input<typeof environmentSchema>;
/** An environment with its defaults filled in. */
export type Environment = z.output<typeof environmentSchema>;
