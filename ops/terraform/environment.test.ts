import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { emulatorEnvironment, writeAwsFiles } from "./environment";

const ADDRESS = { url: "http://127.0.0.1:4566", region: "eu-west-1" };

test("nothing of the user's AWS account or Terraform settings comes through", () => {
  const user = {
    PATH: "/bin",
    AWS_PROFILE: "production",
    AWS_ACCESS_KEY_ID: "AKIAREAL",
    AWS_SECRET_ACCESS_KEY: "real",
    AWS_SESSION_TOKEN: "real",
    AWS_ROLE_ARN: "arn:aws:iam::1:role/admin",
    AWS_WEB_IDENTITY_TOKEN_FILE: "/token",
    AWS_CONTAINER_CREDENTIALS_FULL_URI: "http://169.254.170.2/",
    AWS_ENDPOINT_URL_ECS: "https://ecs.eu-west-1.amazonaws.com",
    TF_WORKSPACE: "production",
    TF_VAR_image: "x",
    TF_CLI_ARGS_apply: "-target=x",
    TF_LOG: "DEBUG",
  };
  const env = emulatorEnvironment(
    ADDRESS,
    { config: "/w/config", credentials: "/w/credentials" },
    "/w/terraform.rc",
    user,
  );
  expect(env).toEqual({
    PATH: "/bin",
    TF_LOG: "DEBUG",
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_CONFIG_FILE: "/w/config",
    AWS_SHARED_CREDENTIALS_FILE: "/w/credentials",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_ENDPOINT_URL: "http://127.0.0.1:4566",
    AWS_REGION: "eu-west-1",
    CHECKPOINT_DISABLE: "1",
    TF_CLI_CONFIG_FILE: "/w/terraform.rc",
    TF_IN_AUTOMATION: "1",
    TF_INPUT: "0",
  });
});

test("the AWS configuration has one profile, which leads to the emulator", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "stowage-aws-files-"));
  const files = await writeAwsFiles(folder, ADDRESS);
  expect(await readFile(files.config, "utf8")).toBe(
    "[default]\nregion = eu-west-1\nendpoint_url = http://127.0.0.1:4566\n",
  );
  expect(await readFile(files.credentials, "utf8")).toContain("aws_access_key_id = rehearsal");
  await rm(folder, { recursive: true });
});
