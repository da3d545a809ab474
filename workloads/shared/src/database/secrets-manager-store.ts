import type { CredentialStore } from "./job-roles";

const timeouts = { connectionTimeout: 1_500, requestTimeout: 3_000 };

/** Secrets Manager, which the AWS client is loaded for. It is asked which version a secret has, never for a value. */
export async function secretsManagerStore(): Promise<CredentialStore> {
  const { DescribeSecretCommand, PutSecretValueCommand, SecretsManagerClient } = await import(
    "@aws-sdk/client-secrets-manager"
  );
  const client = new SecretsManagerClient({ maxAttempts: 3, requestHandler: timeouts });
  return {
    currentVersion: async (SecretId) => {
      const { VersionIdsToStages = {} } = await client.send(new DescribeSecretCommand({ SecretId }));
      return Object.keys(VersionIdsToStages).find((version) => VersionIdsToStages[version]?.includes("AWSCURRENT"));
    },
    put: async (SecretId, ClientRequestToken, SecretString) => {
      await client.send(new PutSecretValueCommand({ SecretId, ClientRequestToken, SecretString }));
    },
  };
}
