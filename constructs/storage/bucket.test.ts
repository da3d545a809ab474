import type { TerraformStack } from "cdktf";
import { describe, expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { taskRole } from "../security/roles";
import { Bucket, type BucketProps } from "./bucket";

const bucket = (props: Partial<BucketProps> = {}, use: (bucket: Bucket, stack: TerraformStack) => void = () => {}) =>
  aStack((stack) => use(new Bucket(stack, "uploads", { protect: false, ...props }), stack));

const policyOf = (template: ReturnType<typeof bucket>) =>
  statements(template.one("aws_iam_role_policy").policy).map(({ Sid, Action, Resource, Condition }) => ({
    Sid,
    Action,
    Resource,
    ...(Condition === undefined ? {} : { Condition }),
  }));

describe("a bucket", () => {
  test("is encrypted, private, without access control lists, and refuses plain HTTP", () => {
    const template = bucket();
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
    expect(statements(template.one("aws_s3_bucket_policy").policy)).toMatchObject([
      { Effect: "Deny", Condition: { Bool: { "aws:SecureTransport": "false" } } },
    ]);
  });

  test("has the account's number in its name, because names are unique in the world", () => {
    expect(bucket().one("aws_s3_bucket").bucket).toBe(
      "stowage-test-uploads-${data.aws_caller_identity.account.account_id}",
    );
    expect(bucket({ bucket: "shop-uploads" }).one("aws_s3_bucket").bucket).toBe("shop-uploads");
  });

  test("goes with its objects, or not at all when it is protected", () => {
    expect(bucket().one("aws_s3_bucket").force_destroy).toBe(true);
    expect(bucket({ protect: true }).one("aws_s3_bucket")).toMatchObject({
      force_destroy: false,
      lifecycle: { prevent_destroy: true },
    });
  });

  test("keeps no versions and expires nothing unless it is told to", () => {
    const template = bucket();
    expect(template.all("aws_s3_bucket_versioning")).toEqual({});
    expect(template.all("aws_s3_bucket_lifecycle_configuration")).toEqual({});
  });

  test("expires objects after a number of days", () => {
    const [rule] = bucket({ expireAfterDays: 7 }).one("aws_s3_bucket_lifecycle_configuration").rule as object[];
    expect(rule).toMatchObject({
      expiration: [{ days: 7 }],
      abort_incomplete_multipart_upload: [{ days_after_initiation: 7 }],
    });
    expect(rule).not.toHaveProperty("noncurrent_version_expiration");
  });

  test("keeps replaced objects for a number of days by versioning", () => {
    const template = bucket({ keepReplacedDays: 30 });
    expect(template.one("aws_s3_bucket_versioning").versioning_configuration).toEqual({ status: "Enabled" });
    expect(template.one("aws_s3_bucket_lifecycle_configuration")).toMatchObject({
      rule: [{ noncurrent_version_expiration: [{ noncurrent_days: 30 }] }],
      depends_on: [expect.stringMatching(/^aws_s3_bucket_versioning\.uploads_versioning/)],
    });
  });
});

describe("events of a bucket", () => {
  test("go to EventBridge when they are asked for", () => {
    expect(bucket({ events: true }).one("aws_s3_bucket_notification").eventbridge).toBe(true);
    expect(bucket().all("aws_s3_bucket_notification")).toEqual({});
  });

  test.each([
    ["every object", {}, undefined],
    ["a prefix", { prefix: "in/" }, [{ prefix: "in/" }]],
    ["an ending", { suffix: ".csv" }, [{ suffix: ".csv" }]],
    ["both, as one comparison", { prefix: "in/", suffix: ".csv" }, [{ wildcard: "in/*.csv" }]],
    ["both, with a star in the key", { prefix: "a*/", suffix: ".csv" }, [{ wildcard: "a\\*/*.csv" }]],
  ])("select %s", (_, filter, key) => {
    bucket({ events: true }, (it) => {
      const { source, detail, ...rest } = it.objectCreated(filter);
      expect([source, rest["detail-type"]]).toEqual([["aws.s3"], ["Object Created"]]);
      expect(detail?.object).toEqual(key === undefined ? undefined : { key });
    });
  });

  test("cannot be waited for when there are none", () => {
    expect(bucket({}, (it) => void it.objectCreated()).codes).toEqual(["bucket-events-off"]);
  });
});

describe("grants of a bucket", () => {
  test("reading lists it and gets its objects", () => {
    const template = bucket({}, (it, stack) => it.grantRead(taskRole(stack, "role", "r")));
    expect(policyOf(template)).toEqual([
      { Sid: "ListUploads", Action: ["s3:ListBucket"], Resource: ["${aws_s3_bucket.uploads.arn}"] },
      { Sid: "ReadUploads", Action: ["s3:GetObject"], Resource: ["${aws_s3_bucket.uploads.arn}/*"] },
    ]);
  });

  test("a prefix narrows every right, and two prefixes are two statements", () => {
    const template = bucket({}, (it, stack) => {
      const role = taskRole(stack, "role", "r");
      it.grantRead(role, "in/");
      it.grantWrite(role, "out/");
      it.grantWrite(role, "log/");
      it.grantDelete(role, "in/");
    });
    expect(policyOf(template)).toEqual([
      {
        Sid: "ListUploadsin",
        Action: ["s3:ListBucket"],
        Resource: ["${aws_s3_bucket.uploads.arn}"],
        Condition: { StringLike: { "s3:prefix": "in/*" } },
      },
      { Sid: "ReadUploadsin", Action: ["s3:GetObject"], Resource: ["${aws_s3_bucket.uploads.arn}/in/*"] },
      {
        Sid: "WriteUploadsout",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: ["${aws_s3_bucket.uploads.arn}/out/*"],
      },
      {
        Sid: "WriteUploadslog",
        Action: ["s3:AbortMultipartUpload", "s3:PutObject"],
        Resource: ["${aws_s3_bucket.uploads.arn}/log/*"],
      },
      { Sid: "DeleteUploadsin", Action: ["s3:DeleteObject"], Resource: ["${aws_s3_bucket.uploads.arn}/in/*"] },
    ]);
  });
});

test.each([
  ["a name that S3 would not take", { bucket: "Shop_Uploads" }, ["name-characters"]],
  ["half a day", { expireAfterDays: 0.5 }, ["bucket-days"]],
  ["no days", { keepReplacedDays: 0, expireAfterDays: -1 }, ["bucket-days", "bucket-days"]],
])("refuses %s", (_, props, codes) => {
  expect(bucket(props).codes).toEqual(codes);
});

test("refuses a name that is too long together with the account's number", () => {
  const template = aStack((stack) => void new Bucket(stack, "a".repeat(40), { protect: false }));
  expect(template.codes).toEqual(["name-length"]);
});
