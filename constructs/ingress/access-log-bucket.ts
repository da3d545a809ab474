import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketPolicy } from "@cdktf/provider-aws/lib/s3-bucket-policy";
import { S3BucketPublicAccessBlock } from "@cdktf/provider-aws/lib/s3-bucket-public-access-block";
import { S3BucketServerSideEncryptionConfigurationA } from "@cdktf/provider-aws/lib/s3-bucket-server-side-encryption-configuration";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { pathName } from "../naming";
import { plainJson } from "../plain-json";
import { refuse } from "../report";
import type { Violation } from "../rules/finding";

export interface AccessLogBucketProps {
  /** Days that the records are kept. @default 30 */
  readonly retentionDays?: number;
  /** Whether destroying the stack may delete it with its records. @default false */
  readonly deleteWithRecords?: boolean;
}

/** Terraform adds 26 characters to a prefix, and a bucket's name has at most 63. */
const LONGEST_PREFIX = 37;

/**
 * A bucket for the access logs of load balancers in this stack.
 *
 * Creates: bucket with a generated name, public access block, SSE-S3 encryption (the only kind that load balancers
 * write to), a policy for the log delivery service of this account, a lifecycle. Costs 0.023 USD per GB and month.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/enable-access-logging.html
 */
export class AccessLogBucket extends Construct {
  readonly resource: S3Bucket;
  /** What a load balancer waits for: it writes a test object when its log is switched on. */
  readonly policy: S3BucketPolicy;

  constructor(scope: Construct, id: string, props: AccessLogBucketProps = {}) {
    super(scope, id);
    const prefix = `${pathName(this).toLowerCase()}-`;
    refuse(this, checkPrefix(prefix));
    this.resource = new S3Bucket(this, "Default", {
      bucketPrefix: prefix,
      forceDestroy: props.deleteWithRecords ?? false,
    });
    const bucket = this.resource.id;
    const block = new S3BucketPublicAccessBlock(this, "public-access", {
      bucket,
      blockPublicAcls: true,
      blockPublicPolicy: true,
      ignorePublicAcls: true,
      restrictPublicBuckets: true,
    });
    new S3BucketServerSideEncryptionConfigurationA(this, "encryption", {
      bucket,
      rule: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }],
    });
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire-records",
          status: "Enabled",
          filter: [{ prefix: "" }],
          expiration: [{ days: props.retentionDays ?? 30 }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
    });
    this.policy = new S3BucketPolicy(this, "policy", { bucket, policy: this.#deliveryPolicy(), dependsOn: [block] });
  }

  get bucketName(): string {
    return this.resource.id;
  }

  #deliveryPolicy(): string {
    const { id, region, partition } = awsAccount(this);
    const { arn } = this.resource;
    return plainJson({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "LoadBalancersOfThisAccount",
          Effect: "Allow",
          Principal: { Service: "logdelivery.elasticloadbalancing.amazonaws.com" },
          Action: "s3:PutObject",
          Resource: `${arn}/AWSLogs/${id}/*`,
          Condition: {
            ArnLike: { "aws:SourceArn": `arn:${partition}:elasticloadbalancing:${region}:${id}:loadbalancer/*` },
          },
        },
        {
          Sid: "RefusePlainHttp",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  }
}

function checkPrefix(prefix: string): Violation[] {
  if (prefix.length <= LONGEST_PREFIX) return [];
  return [
    {
      code: "name-length",
      prop: "id",
      got: `${prefix.length} characters in "${prefix}"`,
      expected: `at most ${LONGEST_PREFIX}, to which Terraform adds 26`,
      fix: `shorten it by ${prefix.length - LONGEST_PREFIX}`,
      source: "https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html",
    },
  ];
}
