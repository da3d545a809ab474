import { expect, test } from "vitest";
import { aStack, statements } from "../../test/support/template";
import { executionRole } from "../security/roles";
import { ImageRepository } from "./image-repository";

const repository = (props = {}) => aStack((stack) => void new ImageRepository(stack, "backend", props));

test("tags cannot be moved, images are scanned, and only the newest are kept", () => {
  const template = repository();
  expect(template.one("aws_ecr_repository")).toMatchObject({
    name: "stowage-test/backend",
    image_tag_mutability: "IMMUTABLE",
    image_scanning_configuration: { scan_on_push: true },
    encryption_configuration: [{ encryption_type: "AES256" }],
    force_delete: false,
  });
  expect(template.one("aws_ecr_lifecycle_policy").policy).toContain('"countNumber": 10');
});

test("how many images are kept, and whether destroy may delete them, can be chosen", () => {
  const template = repository({ keepImages: 3, deleteWithImages: true });
  expect(template.one("aws_ecr_lifecycle_policy").policy).toContain('"countNumber": 3');
  expect(template.one("aws_ecr_repository").force_delete).toBe(true);
});

test("a pull grant covers this repository only", () => {
  const template = aStack((stack) => {
    new ImageRepository(stack, "backend").image("x").grantPull(executionRole(stack, "role", "r"));
    new ImageRepository(stack, "scraper");
  });
  expect(statements(template.one("aws_iam_role_policy").policy).map(({ Sid, Resource }) => [Sid, Resource])).toEqual([
    ["EcrLogin", ["*"]],
    ["PullImageBackend", ["${aws_ecr_repository.backend.arn}"]],
  ]);
});
