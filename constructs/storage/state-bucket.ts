import { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket";
import { S3BucketLifecycleConfiguration } from "@cdktf/provider-aws/lib/s3-bucket-lifecycle-configuration";
import { S3BucketVersioningA } from "@cdktf/provider-aws/lib/s3-bucket-versioning";
import { Construct } from "constructs";
import { checkedName } from "../naming";
import { closeBucket } from "./bucket-defenses";

export interface StateBucketProps {
  /** Unique in the world. */
  readonly bucket: string;
  /** Whether destroy refuses to delete the bucket. */
  readonly protect: boolean;
}

/** Days for which a replaced state can be brought back. */
const OLD_VERSIONS_DAYS = 90;

/**
 * The bucket that keeps Terraform's state and its lock files.
 *
 * Creates: bucket, versioning, encryption (SSE-S3), public access block, bucket-owner ownership, a policy that refuses
 * plain HTTP, a lifecycle that expires replaced states after 90 days. Costs cents a month.
 * @see https://developer.hashicorp.com/terraform/language/backend/s3
 */
export class StateBucket extends Construct {
  readonly resource: S3Bucket;

  constructor(scope: Construct, id: string, props: StateBucketProps) {
    super(scope, id);
    this.resource = new S3Bucket(this, "Default", {
      bucket: checkedName(this, "s3-bucket", props.bucket, "bucket"),
      forceDestroy: !props.protect,
      ...(props.protect ? { lifecycle: { preventDestroy: true } } : {}),
    });
    const bucket = this.resource.id;
    const versioning = new S3BucketVersioningA(this, "versioning", {
      bucket,
      versioningConfiguration: { status: "Enabled" },
    });
    closeBucket(this, this.resource);
    new S3BucketLifecycleConfiguration(this, "lifecycle", {
      bucket,
      rule: [
        {
          id: "expire-replaced-states",
          status: "Enabled",
          filter: [{ prefix: "" }],
          noncurrentVersionExpiration: [{ noncurrentDays: OLD_VERSIONS_DAYS }],
          abortIncompleteMultipartUpload: [{ daysAfterInitiation: 7 }],
        },
      ],
      dependsOn: [versioning],
    });
  }
}
