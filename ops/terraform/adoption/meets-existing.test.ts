import { expect, test } from "vitest";
import { meetsExisting } from "./find-outside-state";

const failure = (detail: string) => [{ severity: "error" as const, summary: "creating it failed", detail }];

test.each([
  "EntityAlreadyExists: Role with name scraper-task already exists.",
  "ResourceAlreadyExistsException: The specified log group already exists",
  "RepositoryAlreadyExistsException: The repository with name 'web' already exists",
  "ResourceExistsException: The operation failed because the secret database already exists.",
  "InvalidGroup.Duplicate: The security group 'box' already exists for VPC 'vpc-1'",
  "InvalidLaunchTemplateName.AlreadyExistsException: Launch template name already in use.",
  "BucketAlreadyOwnedByYou: Your previous request to create the named bucket succeeded",
  "InvalidParameterException: Creation of service was not idempotent.",
  "DuplicateLoadBalancerName: A load balancer with the same name exists",
  "QueueNameExists: A queue already exists with the same name and a different value",
])("recognises %s", (detail) => {
  expect(meetsExisting(failure(detail))).toBe(true);
});

test.each([
  "AccessDenied: not authorized",
  "NoSuchBucket: it does not exist",
  "ClusterNotFoundException: Cluster not found.",
])("is not misled by %s", (detail) => {
  expect(meetsExisting(failure(detail))).toBe(false);
});
