"""Secrets Manager: rotation of secrets that an AWS service manages, such as a database's password.

RDS rotates such a secret itself, without a Lambda function. moto switches its rotation on, and refuses to switch it off
for want of a function: `aws_secretsmanager_secret_rotation` can be created and never destroyed.

The name of a secret that waits out its recovery window is taken; moto says that it exists, AWS that it is scheduled for deletion
(https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html).
"""

from moto.secretsmanager.models import SecretsManagerBackend, secretsmanager_backends

from patching import wraps
from relations import Call, rule


@rule("secretsmanager", "CreateSecret")
def the_secret_s_name_is_free(call: Call) -> None:
    secret = call.backend(secretsmanager_backends).secrets.get(call.asked.get("Name"))
    if secret is not None and secret.deleted_date is not None:
        call.refuse(
            "InvalidRequestException",
            "You can't create this secret because a secret with this name is already scheduled for deletion.",
        )


@wraps(SecretsManagerBackend, "cancel_rotate_secret")
def cancel_rotate_secret(original, self, secret_id):
    secret = self.secrets.get(secret_id) if self._is_valid_identifier(secret_id) else None
    if secret is None or not getattr(secret, "rotation_enabled", False) or secret.rotation_lambda_arn:
        return original(self, secret_id)
    secret.rotation_enabled = False
    return secret.to_short_dict()
