import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  DeleteBucketCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { emptyBucket } from "./empty-buckets";
import type { SynthesizedStack } from "./synthesized";

/**
 * The buckets in which stacks keep their state although none of the stacks creates them: in a real account they are
 * there already, in the emulator they have to be made.
 */
export function givenBuckets(stacks: readonly SynthesizedStack[]): string[] {
  const created = stacks.flatMap(({ document }) =>
    Object.values(document.resource.aws_s3_bucket ?? {}).map(({ bucket }) => bucket),
  );
  const used = stacks.flatMap(({ document }) => document.terraform.backend?.s3.bucket ?? []);
  return [...new Set(used)].filter(
    (bucket): bucket is string => typeof bucket === "string" && !created.includes(bucket),
  );
}

/** Makes them as a state bucket has to be: with versions. */
export async function makeBuckets(buckets: readonly string[], region: string, s3: S3Client): Promise<void> {
  for (const Bucket of buckets) {
    const location =
      region === "us-east-1"
        ? {}
        : { CreateBucketConfiguration: { LocationConstraint: region as BucketLocationConstraint } };
    await s3.send(new CreateBucketCommand({ Bucket, ...location }));
    await s3.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status: "Enabled" } }));
  }
}

export async function removeBuckets(buckets: readonly string[], s3: S3Client): Promise<void> {
  for (const Bucket of buckets) {
    await emptyBucket(Bucket, s3);
    await s3.send(new DeleteBucketCommand({ Bucket }));
  }
}
