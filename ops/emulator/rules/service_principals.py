"""Which services can be a principal. AWS publishes no list: the names in botocore's models, and those that are not there.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html#principal-services
"""

import functools
import re

import botocore.session

# principals that no model names, from the user guides of their services
OTHERS = {
    "aws-fis", "build.apprunner", "billing", "cloudwatch-crossaccount", "config-multiaccountsetup", "custom-resource",
    "delivery.logs", "ec2.application-autoscaling", "ecs-tasks", "ecs.application-autoscaling", "edgelambda",
    "elasticbeanstalk", "elasticloadbalancing", "elasticmapreduce", "export.rds", "globalaccelerator",
    "logdelivery.elasticloadbalancing", "logging.s3", "logger.cloudfront", "maintenance.cloudwatch", "monitoring", "monitoring.rds",
    "ops.apigateway", "pipes", "pods.eks", "eks-fargate-pods", "replication.dynamodb", "replication.ecr", "replicator.lambda",
    "reporting.trustedadvisor", "rolesanywhere", "serverlessrepo", "ssm-incidents", "spot", "spotfleet", "tasks.apprunner",
    "transitgateway", "vmie", "vpc-flow-logs", "vpc-lattice", "wafv2", "worker.fargate", "rds-preview", "pullthroughcache.ecr",
    "autoscaling-plans", "batchoperations.s3", "codestar-notifications", "cognito-idp", "cognito-identity", "costalerts",
    "credentials.iot", "datapipeline", "es", "opensearchservice", "health", "im.servicecatalog", "infrastructure.events",
    "lex", "lightsail", "machinelearning", "mediastore", "cloudtrail", "malware-protection-plan.guardduty", "resources.cloudformation",
    "member.org.stacksets.cloudformation", "stacksets.cloudformation", "storage-lens.s3", "ipam", "networkmanager", "deadline",
    "inspector", "inspector2", "guardduty", "purchaseorders", "support", "tagpolicies.tag", "ec2scheduled", "ec2fleet",
    "dynamodb.application-autoscaling", "custom-resource.application-autoscaling", "rds.application-autoscaling",
    "apigateway", "elasticfilesystem", "email", "events", "states", "sagemaker", "servicediscovery", "mq", "config", "transfer",
    "application-autoscaling", "elasticache.application-autoscaling", "lambda.application-autoscaling", "sagemaker.application-autoscaling",
}  # fmt: skip
PRINCIPAL = re.compile(r"(?P<name>[a-z0-9.-]+?)(?:\.[a-z]{2}(?:-[a-z]+)+-\d)?\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)")


def is_service_principal(name: str) -> bool:
    match = PRINCIPAL.fullmatch(name)
    return match is not None and (match.group("name") in OTHERS or match.group("name") in _of_models())


@functools.cache
def _of_models() -> frozenset[str]:
    return frozenset(botocore.session.get_session().get_available_services())
