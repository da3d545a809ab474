import { SecretsmanagerSecretRotation } from "@cdktf/provider-aws/lib/secretsmanager-secret-rotation";
import { SecretsmanagerSecretVersion } from "@cdktf/provider-aws/lib/secretsmanager-secret-version";
import { SsmParameter } from "@cdktf/provider-aws/lib/ssm-parameter";
import type { TerraformStack } from "cdktf";
import type { Injectable } from "../../constructs/security/injectable";
import { Secret } from "../../constructs/security/secret";
import { Service } from "../../constructs/task/service";
import { type BrokenSystem, built, tampered } from "./broken-system";
import { IMAGE, NOBODY, type SoundParts, soundParts } from "./sound-parts";

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
  return { arn: secret.arn, valueFrom: secret.valueFrom, origin: secret.origin, grantInjection: () => {} };
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
      arn: secret.arn,
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
  tampered(
    undefined,
    "rotation-unheard",
    "a rotating secret, injected, and nothing that hears of it",
    (file) => {
      for (const type of ["aws_cloudwatch_event_rule", "aws_cloudwatch_event_target"])
        file.remove(type, "web_rotation");
    },
    rotating,
  ),
  tampered(
    undefined,
    "rotation-unheard",
    "a rule that is turned off",
    (file) => {
      file.one("aws_cloudwatch_event_rule", "web_rotation").state = "DISABLED";
    },
    rotating,
  ),
  tampered(
    undefined,
    "rotation-unheard",
    "a rule that hears of another secret",
    (file) => {
      file.rewrite(
        "aws_cloudwatch_event_rule",
        "event_pattern",
        /\$\{[^}]+\}/,
        "arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf",
      );
    },
    rotating,
  ),
  tampered(
    undefined,
    "rotation-unheard",
    "a machine that sets the count and starts no new tasks",
    (file) => {
      file.rewrite("aws_sfn_state_machine", "definition", '"ForceNewDeployment": true', '"DesiredCount": 1');
    },
    rotating,
  ),
  tampered(
    undefined,
    "rotation-unheard",
    "a password that RDS manages, of a database made elsewhere",
    (file) => {
      file.remove("aws_cloudwatch_event_target", "reader_rotation");
    },
    (stack) => withSecret(soundParts(stack), elsewhere("rds!db-1234-AbCdEf")),
  ),
  tampered(undefined, "redeploy-unpermitted", "a machine that may redeploy another service", (file) => {
    file.rewrite("aws_sfn_state_machine", "role_arn", "web_rotation_role", "web_rotation_events-role");
  }),
];

/** The sound system with a secret that a function rotates. */
export function rotating(stack: TerraformStack): SoundParts {
  const parts = soundParts(stack);
  new SecretsmanagerSecretRotation(stack, "weekly", {
    secretId: parts.secret.arn,
    rotationLambdaArn: "arn:aws:lambda:eu-west-1:123456789012:function:rotate",
    rotationRules: { automaticallyAfterDays: 7 },
  });
  return parts;
}

/** A secret that no construct of the system made. */
export function elsewhere(name: string): Injectable {
  const arn = `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${name}`;
  const reason = "ECS injects the secret when it starts the container";
  const sid = "ReadElsewhere";
  return {
    arn,
    valueFrom: arn,
    origin: name,
    grantInjection: (role) => role.allow({ sid, actions: ["secretsmanager:GetSecretValue"], resources: [arn], reason }),
  };
}
