import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { Injectable } from "../../constructs/security/injectable";
import { Secret } from "../../constructs/security/secret";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, type SoundParts } from "./sound-parts";

/** A service that gets a secret, however it was granted. */
export function withSecret({ stack, cluster, fleet }: SoundParts, secret: Injectable): void {
  const size = { cpu: 128, memoryMiB: 64, alarms: NOBODY };
  new Service(stack, "reader", {
    cluster,
    runOn: fleet,
    ...size,
    container: { image: IMAGE, secrets: { VALUE: secret } },
  });
}

/** A secret whose grant somebody forgot to write. */
export function ungranted(secret: Secret): Injectable {
  return { valueFrom: secret.valueFrom, origin: secret.origin, grantInjection: () => {} };
}

/** Section 6: Secrets Manager. */
export const SECRETS: readonly BrokenSystem[] = [
  {
    ...tampered(
      "6.1",
      "secret-name-held",
      "a name that is held for 30 days in an environment that is rebuilt",
      () => {},
    ),
    protect: false,
  },
  built("6.2", "secret-reference-form", "a JSON key without all its colons", (parts) => {
    const { secret } = parts;
    withSecret(parts, {
      valueFrom: `${secret.arn}:password`,
      origin: secret.origin,
      grantInjection: (role) => secret.grantRead(role),
    });
  }),
  built("6.4", "secret-unreadable", "a secret whose grant is missing", (parts) => {
    withSecret(parts, ungranted(new Secret(parts.stack, "token", { description: "an API token" })));
  }),
  built("6.4", "secret-unreadable", "a secret that the task role may read, and the execution role may not", (parts) => {
    const token = new Secret(parts.stack, "token", { description: "an API token" });
    withSecret(parts, ungranted(token));
    token.grantRead(parts.service.taskRole);
  }),
  built("6.5", "secret-value-in-state", "a secret value in Terraform", ({ stack, secret }) => {
    new SecretsmanagerSecretVersion(stack, "value", { secretId: secret.arn, secretString: "not so secret" });
  }),
  built("6.5", "secret-value-in-state", "a SecureString value in Terraform", ({ stack }) => {
    new SsmParameter(stack, "value", { name: "/test/value", type: "SecureString", value: "not so secret" });
  }),
  built(undefined, "secret-overreach", "an execution role that reads a secret nobody uses", ({ stack, service }) => {
    new Secret(stack, "other", { description: "of another application" }).grantRead(service.task.executionRole);
  }),
];
