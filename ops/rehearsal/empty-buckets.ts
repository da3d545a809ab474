import { DeleteObjectsCommand, ListObjectVersionsCommand, type S3Client } from "@aws-sdk/client-s3";
import type { Resource } from "../terraform/plan";

/**
 * Deletes every version of every object in the buckets among these resources; a bucket with anything in it can not be
 * destroyed.
 */
export async function emptyBuckets(resources: readonly Resource[], s3: S3Client): Promise<void> {
  for (const { type, values } of resources) {
    if (type === "aws_s3_bucket" && typeof values.id === "string") {
      await emptyBucket(values.id, s3);
    }
  }
}

/** Deletes every version of every object in a bucket. */
export async function emptyBucket(bucket: string, s3: S3Client): Promise<void> {
  for (;;) {
    const { Versions = [], DeleteMarkers = [] } = await s3.send(new ListObjectVersionsCommand({ Bucket: bucket }));
    const objects = [...Versions, ...DeleteMarkers].map(({ Key, VersionId }) => ({ Key, VersionId }));
    if (objects.length === 0) {
      return;
    }
    await s3.send(new DeleteObjectsCommand({ Bucket: bucket, Delete: { Objects: objects, Quiet: true } }));
  }
}
