import { expect, test } from "vitest";
import { aStack } from "../../test/support/template";
import { StateBucket } from "./state-bucket";

const bucket = (name: string, protect: boolean) =>
  aStack((stack) => void new StateBucket(stack, "state", { bucket: name, protect }));

test("the state is versioned, encrypted, private, reached by TLS only, and old versions expire", () => {
  const template = bucket("shop-state", true);
  expect(template.one("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
  expect(template.one("aws_s3_bucket_server_side_encryption_configuration").rule).toMatchObject([
    { apply_server_side_encryption_by_default: { sse_algorithm: "AES256" } },
  ]);
  expect(template.one("aws_s3_bucket_public_access_block")).toMatchObject({
    block_public_acls: true,
    block_public_policy: true,
    ignore_public_acls: true,
    restrict_public_buckets: true,
  });
  expect(template.one("aws_s3_bucket_ownership_controls").rule).toEqual({ object_ownership: "BucketOwnerEnforced" });
  expect(template.one("aws_s3_bucket_policy").policy).toContain('"aws:SecureTransport": "false"');
  expect(template.one("aws_s3_bucket_lifecycle_configuration").rule).toMatchObject([
    { noncurrent_version_expiration: [{ noncurrent_days: 90 }] },
  ]);
});

test("a protected bucket cannot be destroyed; an unprotected one goes with its objects", () => {
  expect(bucket("shop-state", true).one("aws_s3_bucket")).toMatchObject({
    force_destroy: false,
    lifecycle: { prevent_destroy: true },
  });
  expect(bucket("shop-state", false).one("aws_s3_bucket")).toMatchObject({ force_destroy: true });
  expect(bucket("shop-state", false).one("aws_s3_bucket").lifecycle).toBeUndefined();
});

test("a name that S3 would not take is refused", () => {
  expect(bucket("Shop_State", false).codes).toEqual(["name-characters"]);
});
