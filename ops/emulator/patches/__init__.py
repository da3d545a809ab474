"""One module per AWS service. To add a service: write `patches/<service>.py`, name it here, test it in `tests/`.

Each module's docstring says what moto 5.2.1 lacks and what the Terraform AWS provider 5.100.0 does about it.
"""

from . import (
    acm,
    application_autoscaling,
    autoscaling,
    changed_values,
    cloudwatch,
    ec2,
    ec2_nat_gateways,
    ec2_security_groups,
    ecs,
    ecs_guards,
    efs,
    rds,
    route53,
    s3,
    secretsmanager,
    servicediscovery,
    sqs,
    stepfunctions,
)

__all__ = [
    "acm",
    "application_autoscaling",
    "autoscaling",
    "changed_values",
    "cloudwatch",
    "ec2",
    "ec2_nat_gateways",
    "ec2_security_groups",
    "ecs",
    "ecs_guards",
    "efs",
    "rds",
    "route53",
    "s3",
    "secretsmanager",
    "servicediscovery",
    "sqs",
    "stepfunctions",
]
