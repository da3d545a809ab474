import { DescribeRepositoriesCommand, GetLifecyclePolicyCommand } from "@aws-sdk/client-ecr";
import {
  GetBucketEncryptionCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketOwnershipControlsCommand,
  GetBucketPolicyCommand,
  GetBucketVersioningCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
} from "@aws-sdk/client-s3";
import { block, blocks, compared, json, type Reader, text } from "./comparison";

const bucket: Reader = async ({ asked, state }, { s3 }) => {
  const Bucket = text(state.id);
  const { BucketRegion } = await s3.send(new HeadBucketCommand({ Bucket }));
  return compared({ name: [asked.bucket, Bucket], region: [state.region, BucketRegion] });
};

const versioning: Reader = async ({ asked, state }, { s3 }) => {
  const { Status } = await s3.send(new GetBucketVersioningCommand({ Bucket: text(state.bucket) }));
  return compared({ status: [block(asked.versioning_configuration).status, Status] });
};

const encryption: Reader = async ({ asked, state }, { s3 }) => {
  const found = await s3.send(new GetBucketEncryptionCommand({ Bucket: text(state.bucket) }));
  const rule = found.ServerSideEncryptionConfiguration?.Rules?.[0];
  const wanted = block(block(asked.rule).apply_server_side_encryption_by_default);
  return compared({ algorithm: [wanted.sse_algorithm, rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm] });
};

const publicAccessBlock: Reader = async ({ asked, state }, { s3 }) => {
  const { PublicAccessBlockConfiguration: found } = await s3.send(
    new GetPublicAccessBlockCommand({ Bucket: text(state.bucket) }),
  );
  return compared({
    "block ACLs": [asked.block_public_acls, found?.BlockPublicAcls],
    "block policy": [asked.block_public_policy, found?.BlockPublicPolicy],
    "ignore ACLs": [asked.ignore_public_acls, found?.IgnorePublicAcls],
    restrict: [asked.restrict_public_buckets, found?.RestrictPublicBuckets],
  });
};

const ownership: Reader = async ({ asked, state }, { s3 }) => {
  const { OwnershipControls } = await s3.send(new GetBucketOwnershipControlsCommand({ Bucket: text(state.bucket) }));
  return compared({ ownership: [block(asked.rule).object_ownership, OwnershipControls?.Rules?.[0]?.ObjectOwnership] });
};

const bucketPolicy: Reader = async ({ asked, state }, { s3 }) => {
  const { Policy } = await s3.send(new GetBucketPolicyCommand({ Bucket: text(state.bucket) }));
  return compared({ policy: [json(asked.policy ?? state.policy), json(Policy)] });
};

const lifecycle: Reader = async ({ asked, state }, { s3 }) => {
  const { Rules = [] } = await s3.send(new GetBucketLifecycleConfigurationCommand({ Bucket: text(state.bucket) }));
  const wanted = blocks(asked.rule).map(({ id, status }) => ({ ID: id, Status: status }));
  return compared({ rules: [wanted, Rules] });
};

const repository: Reader = async ({ asked, state }, { ecr }) => {
  const { repositories: [found] = [] } = await ecr.send(
    new DescribeRepositoriesCommand({ repositoryNames: [text(state.name)] }),
  );
  const scan = block(asked.image_scanning_configuration);
  return compared({
    "tag mutability": [asked.image_tag_mutability, found?.imageTagMutability],
    "scan on push": [scan.scan_on_push, found?.imageScanningConfiguration?.scanOnPush],
    address: [state.repository_url, found?.repositoryUri],
  });
};

const repositoryLifecycle: Reader = async ({ asked, state }, { ecr }) => {
  const { lifecyclePolicyText } = await ecr.send(
    new GetLifecyclePolicyCommand({ repositoryName: text(state.repository) }),
  );
  return compared({ policy: [json(asked.policy ?? state.policy), json(lifecyclePolicyText)] });
};

export const storageReaders: Readonly<Record<string, Reader>> = {
  aws_ecr_lifecycle_policy: repositoryLifecycle,
  aws_ecr_repository: repository,
  aws_s3_bucket: bucket,
  aws_s3_bucket_lifecycle_configuration: lifecycle,
  aws_s3_bucket_ownership_controls: ownership,
  aws_s3_bucket_policy: bucketPolicy,
  aws_s3_bucket_public_access_block: publicAccessBlock,
  aws_s3_bucket_server_side_encryption_configuration: encryption,
  aws_s3_bucket_versioning: versioning,
};
