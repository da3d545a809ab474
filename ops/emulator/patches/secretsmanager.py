"""Secrets Manager: rotation of secrets that an AWS service manages, such as a database's password.

RDS rotates such a secret itself, without a Lambda function. moto switches its rotation on, and refuses to switch it off
for want of a function: `aws_secretsmanager_secret_rotation` can be created and never destroyed.
"""

from moto.secretsmanager.models import SecretsManagerBackend

from patching import wraps


@wraps(SecretsManagerBackend, "cancel_rotate_secret")
def cancel_rotate_secret(original, self, secret_id):
    secret = self.secrets.get(secret_id) if self._is_valid_identifier(secret_id) else None
    if secret is None or not getattr(secret, "rotation_enabled", False) or secret.rotation_lambda_arn:
        return original(self, secret_id)
    secret.rotation_enabled = False
    return secret.to_short_dict()
