import { expect, test } from "vitest";
import { overrideDocument } from "./override";
import { liftedProtections } from "./protections";
import type { StackDocument } from "./synthesized";

const AWS = { config: "/w/aws-config", credentials: "/w/aws-credentials" };
const BACKEND = { bucket: "state", key: "dev/app.tfstate", region: "eu-west-1", encrypt: true, use_lockfile: true };
const DOCUMENT: StackDocument = {
  terraform: { backend: { s3: BACKEND } },
  provider: { aws: [{ region: "eu-west-1" }, { region: "us-east-1", alias: "edge" }] },
  data: {
    terraform_remote_state: { platform: { backend: "s3", config: { ...BACKEND, key: "dev/platform.tfstate" } } },
  },
  resource: {
    aws_s3_bucket: { state: { bucket: "state", lifecycle: { prevent_destroy: true } } },
    aws_lb: { main: { name: "main", enable_deletion_protection: true }, other: { name: "other" } },
    aws_db_instance: { main: { deletion_protection: true, skip_final_snapshot: false } },
  },
};

test("repeats the backend as it was synthesized and adds what leads it to the emulator", () => {
  const document = overrideDocument(DOCUMENT, { aws: AWS, state: "s3" });
  expect(document).toMatchObject({
    terraform: { backend: { s3: { ...BACKEND, use_path_style: true, shared_config_files: [AWS.config] } } },
  });
  expect(document).toMatchObject({
    data: {
      terraform_remote_state: {
        platform: { config: { key: "dev/platform.tfstate", encrypt: true, access_key: "rehearsal" } },
      },
    },
  });
  expect(document).not.toHaveProperty("resource");
});

test("leads every provider to the emulator, by its alias", () => {
  const { provider } = overrideDocument(DOCUMENT, { aws: AWS, state: "s3" }) as { provider: { aws: object[] } };
  expect(provider.aws).toHaveLength(2);
  expect(provider.aws[0]).not.toHaveProperty("alias");
  expect(provider.aws[1]).toMatchObject({ alias: "edge" });
  for (const one of provider.aws) {
    expect(one).toMatchObject({
      access_key: "rehearsal",
      secret_key: "rehearsal",
      shared_config_files: [AWS.config],
      max_retries: 3,
    });
  }
});

test("keeps the state in a file while there is no bucket, and leaves a stack without backend alone", () => {
  expect(overrideDocument(DOCUMENT, { aws: AWS, state: "local" })).toMatchObject({
    terraform: { backend: { local: {} } },
  });
  expect(overrideDocument({ ...DOCUMENT, terraform: {} }, { aws: AWS, state: "s3" })).not.toHaveProperty("terraform");
});

test("takes away whatever keeps a resource from being destroyed, and says what", () => {
  expect(liftedProtections(DOCUMENT.resource)).toEqual({
    overrides: {
      aws_s3_bucket: { state: { lifecycle: { prevent_destroy: false } } },
      aws_lb: { main: { enable_deletion_protection: false } },
      aws_db_instance: { main: { deletion_protection: false, skip_final_snapshot: true } },
    },
    names: [
      "aws_s3_bucket.state prevent_destroy",
      "aws_lb.main enable_deletion_protection",
      "aws_db_instance.main deletion_protection",
      "aws_db_instance.main skip_final_snapshot",
    ],
    needsApply: true,
  });
  expect(liftedProtections({ aws_s3_bucket: { state: { lifecycle: [{ prevent_destroy: true }] } } }).needsApply).toBe(
    false,
  );
  expect(overrideDocument(DOCUMENT, { aws: AWS, state: "s3", unprotected: true })).toHaveProperty(
    "resource.aws_lb.main",
  );
});
