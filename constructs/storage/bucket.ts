import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketNotification } from "@cdktf/provider-aws/lib/s3-bucket-notification";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { checkedName, pathName, statementId } from "../naming";
import { refuse } from "../report";
import type { Violation } from "../rules/finding";
import type { TaskRole } from "../security/roles";
import type { EventMatch, EventPattern } from "../task/event-pattern";
import { closeBucket } from "./bucket-defenses";

export interface BucketProps {
  /** Unique in the world. @default - `<prefix>-<path>-<account number>` */
  readonly bucket?: string;
  /** Whether destroy refuses to delete the bucket. Otherwise it deletes the bucket and everything in it. */
  readonly protect: boolean;
  /** Whether EventBridge hears of every object that is created or deleted; see `objectCreated`. @default false */
  readonly events?: boolean;
  /** Days after which objects are deleted. @default - never */
  readonly expireAfterDays?: number;
  /**
   * Days for which a replaced or deleted object can be brought back. Its old versions are billed like any object.
   * @default - not at all: no versions are kept
   */
  readonly keepReplacedDays?: number;
}

/** Which objects are meant, by their key. */
export interface ObjectFilter {
  readonly prefix?: string;
  readonly suffix?: string;
}

/** Uploads that were begun and never finished are billed, and shown nowhere. */
const UNFINISHED_UPLOAD_DAYS = 7;
const OBJECT_RESOURCES = "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html";
const LIFECYCLE = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-lifecycle-mgmt.html";

/**
 * A private bucket.
 *
 * Creates: `aws_s3_bucket` with encryption (SSE-S3), public access block, bucket-owner ownership and a policy that
 * refuses plain HTTP; by option notifications to EventBridge, versioning and a lifecycle. Costs 0.023 USD per GB and
 * month and 0.005 USD per 1,000 writes (eu-west-1); events of S3 are free.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/Welcome.html
 */
export class Bucket extends Construct {
  readonly resource: S3Bucket;
  readonly events: boolean;

  constructor(scope: Construct, id: string, props: BucketProps) {
    super(scope, id);
    refuse(this, [
      ...checkDays("expireAfterDays", props.expireAfterDays),
      ...checkDays("keepReplacedDays", props.keepReplacedDays),
    ]);
    this.events = props.events ?? false;
    this.resource = new S3Bucket(this, "Default", {
      bucket: this.#name(props.bucket),
      forceDestroy: !props.protect,
      ...(props.protect ? { lifecycle: { preventDestroy: true } } : {}),
    });
    closeBucket(this, this.resource);
    // This resource owns all of the bucket's notifications: there must be no second one.
    // https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources/s3_bucket_notification
    if (this.events) new S3BucketNotification(this, "events", { bucket: this.resource.id, eventbridge: true });
    this.#addLifecycle(props);
  }

  get name(): string {
    return this.resource.bucket;
  }

  get arn(): string {
    return this.resource.arn;
  }

  /** The event that S3 sends when an object is complete, by whatever kind of upload, copy or restore. */
  objectCreated(filter: ObjectFilter = {}): EventPattern {
    if (!this.events) {
      refuse(this, [
        {
          code: "bucket-events-off",
          prop: "events",
          got: "a pattern for events of a bucket that sends none",
          expected: "events: true on the bucket",
          fix: "set events: true",
          source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/EventBridge.html",
        },
      ]);
    }
    const key = keyMatch(filter);
    return {
      source: ["aws.s3"],
      "detail-type": ["Object Created"],
      detail: { bucket: { name: [this.resource.id] }, ...(key === undefined ? {} : { object: { key: [key] } }) },
    };
  }

  /** Lets a task list and read objects, all of them or those under a prefix. */
  grantRead(role: TaskRole, prefix = ""): void {
    role.allow({
      sid: `List${this.#sid(prefix)}`,
      actions: ["s3:ListBucket"],
      resources: [this.arn],
      ...(prefix === "" ? {} : { conditions: { StringLike: { "s3:prefix": `${prefix}*` } } }),
      // Without it S3 answers 403 for an object that does not exist.
      reason: "the application lists the bucket and is told when an object is missing",
    });
    this.#allow(role, "Read", ["s3:GetObject"], prefix, "the application reads objects");
  }

  /** Lets a task create and replace objects. */
  grantWrite(role: TaskRole, prefix = ""): void {
    this.#allow(role, "Write", ["s3:AbortMultipartUpload", "s3:PutObject"], prefix, "the application writes objects");
  }

  /** Lets a task delete objects. */
  grantDelete(role: TaskRole, prefix = ""): void {
    this.#allow(role, "Delete", ["s3:DeleteObject"], prefix, "the application deletes objects");
  }

  #allow(role: TaskRole, verb: string, actions: string[], prefix: string, reason: string): void {
    const wildcard = { because: "the keys of objects are not known in advance", source: OBJECT_RESOURCES };
    const resources = [`${this.arn}/${prefix}*`];
    role.allow({ sid: `${verb}${this.#sid(prefix)}`, actions, resources, reason, wildcard });
  }

  /** Two prefixes are two statements. */
  #sid(prefix: string): string {
    return `${statementId(this)}${prefix.replace(/[^A-Za-z0-9]/g, "")}`;
  }

  #name(name: string | undefined): string {
    if (name !== undefined) return checkedName(this, "s3-bucket", name, "bucket");
    // The account number is known to Terraform only; it has twelve digits.
    checkedName(this, "s3-bucket", `${pathName(this)}-000000000000`);
    return `${pathName(this)}-${awsAccount(this).id}`;
  }

  #addLifecycle({ expireAfterDays, keepReplacedDays }: BucketProps): void {
    if (expireAfterDays === undefined && keepReplacedDays === undefined) return;
    const bucket = this.resource.id;
    const versioning =
      keepReplacedDays === undefined
        ? []
        : [new S3BucketVersioningA(this, "versioning", { bucket, versioningConfiguration: { status: "Enabled" } })];
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire",
          status: "Enabled",
          filter: [{ prefix: "" }],
          ...(expireAfterDays === undefined ? {} : { expiration: [{ days: expireAfterDays }] }),
          ...(keepReplacedDays === undefined
            ? {}
            : { noncurrentVersionExpiration: [{ noncurrentDays: keepReplacedDays }] }),
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: UNFINISHED_UPLOAD_DAYS }],
        },
      ],
      dependsOn: versioning,
    });
  }
}

function checkDays(prop: string, days: number | undefined): Violation[] {
  if (days === undefined || (Number.isInteger(days) && days >= 1)) return [];
  return [
    {
      code: "bucket-days",
      prop,
      got: String(days),
      expected: "a whole number of days, at least 1",
      fix: "S3 counts whole days; leave it out for never",
      source: LIFECYCLE,
    },
  ];
}

/** Two comparisons in one list mean either of them; both at once are one wildcard. */
function keyMatch({ prefix, suffix }: ObjectFilter): EventMatch | undefined {
  if (prefix !== undefined && suffix !== undefined) return { wildcard: `${escaped(prefix)}*${escaped(suffix)}` };
  if (prefix !== undefined) return { prefix };
  return suffix === undefined ? undefined : { suffix };
}

/** @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html */
function escaped(text: string): string {
  return text.replace(/[*\\]/g, "\\$&");
}
