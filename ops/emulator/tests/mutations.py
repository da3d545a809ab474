"""One thing changed in a real request, and the words with which AWS refuses it.

A line: what is wrong; the request (its operation, and a text by which it is chosen among the recorded ones); the change;
AWS's code; a part of AWS's text.
"""

import base64
import json

from tests.recorded import DROP, body, elsewhere, put, put_all, put_inside, swap

INGRESS = ("ec2 AuthorizeSecurityGroupIngress", "")
FROM_GROUP = ("ec2 AuthorizeSecurityGroupIngress", "Groups.1.GroupId")
TEMPLATE = ("ec2 CreateLaunchTemplate", "UserData")
TASK = ("ecs RegisterTaskDefinition", "")
SERVICE = ("ecs CreateService", "capacityProviderStrategy")
GROUP = ("elbv2 CreateTargetGroup", "HealthCheckTimeoutSeconds")
ROLE = ("iam CreateRole", "ecs-tasks.amazonaws.com")
INLINE = ("iam PutRolePolicy", "")
QUEUE = ("sqs CreateQueue", "")
SCHEDULE = ("scheduler CreateSchedule", "cron(")
ALARM = ("cloudwatch PutMetricAlarm", "MetricName")
PATTERN = ("events PutRule", "EventPattern")
TARGETS = ("events PutTargets", "")
BUCKET_POLICY = ("s3 PutBucketPolicy", "")
TRUST, POLICY = "AssumeRolePolicyDocument", "PolicyDocument"
STATEMENT = "Statement.0"
TOO_LONG = base64.b64encode(b"#" * 16_385).decode()
TAG = "TagSpecification.1.Tag.1"


def statement(**members: object) -> dict[str, object]:
    return {"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ecs-tasks.amazonaws.com"}, **members}


def without_principal(request):
    document = json.loads(request.body)
    del document["Statement"][0]["Principal"]
    return body(json.dumps(document))(request)


def policy_of_size(size: int) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::" + "x" * size}]})


# the twenty-two of the audit
AUDITED = [
    ("a role's name with a space", ROLE, put("RoleName", "web task"), "ValidationError", "regular expression pattern"),
    ("a role's description with an arrow", ROLE, put("Description", "a \u2192 b"), "ValidationError", "at 'description'"),
    ("an instance type that does not exist", TEMPLATE, put("LaunchTemplateData.InstanceType", "t3.mikro"), "InvalidParameterValue", "t3.mikro"),
    ("a scheduling strategy that does not exist", SERVICE, put("schedulingStrategy", "REPLICAS"), "InvalidParameterException", "enum value set: [REPLICA, DAEMON]"),
    ("a network mode that does not exist", TASK, put("networkMode", "bridged"), "InvalidParameterException", "at 'networkMode'"),
    ("186 retries of a schedule", SCHEDULE, put("Target.RetryPolicy.MaximumRetryAttempts", 186), "ValidationException", "less than or equal to 185"),
    ("an event that may be 59 seconds old", SCHEDULE, put("Target.RetryPolicy.MaximumEventAgeInSeconds", 59), "ValidationException", "greater than or equal to 60"),
    ("a health check every 4 seconds", GROUP, put("HealthCheckIntervalSeconds", "4"), "ValidationError", "greater than or equal to 5"),
    ("a rule of priority 50001", ("elbv2 CreateRule", ""), put("Priority", "50001"), "ValidationError", "less than or equal to 50000"),
    ("an image repository in capitals", ("ecr CreateRepository", ""), put("repositoryName", "Web"), "InvalidParameterException", "at 'repositoryName'"),
    ("a member that does not exist", SERVICE, put("desiredCounts", 2), "InvalidParameterException", "Unknown parameter 'desiredCounts'"),
    ("an apostrophe in a rule's description", FROM_GROUP, put("IpPermissions.1.Groups.1.Description", "the host's port"), "InvalidParameterValue", "Invalid rule description. Valid descriptions are strings less than 256 characters"),
    ("a protocol that does not exist", INGRESS, put("IpPermissions.1.IpProtocol", "tpc"), "InvalidParameterValue", "Invalid value 'tpc' for IP protocol"),
    ("logs kept for 15 days", ("logs PutRetentionPolicy", ""), put("retentionInDays", 15), "InvalidParameterException", "Value '15' at 'retentionInDays'"),
    ("messages kept for 59 seconds", QUEUE, put("Attributes.MessageRetentionPeriod", "59"), "InvalidAttributeValue", "Invalid value for the parameter MessageRetentionPeriod."),
    ("a target group's name of 33 characters", GROUP, put("Name", "x" * 33), "ValidationError", "cannot be longer than '32' characters"),
    ("a secret kept for 5 days after its deletion", ("secretsmanager DeleteSecret", ""), put_all(put("ForceDeleteWithoutRecovery", False), put("RecoveryWindowInDays", 5)), "InvalidParameterException", "between 7 and 30 days"),
    ("a capacity provider's name with a space", ("ecs CreateCapacityProvider", ""), put("name", "my fleet"), "InvalidParameterException", "The specified capacity provider name is invalid."),
    ("a container of 3 MiB", TASK, put("containerDefinitions.0.memory", 3), "ClientException", "at least 6 MiB"),
    ("a smallest number above the largest", ("application-autoscaling RegisterScalableTarget", ""), put_all(put("MinCapacity", 5), put("MaxCapacity", 2)), "ValidationException", "less than minimum capacity"),
    ("crom()", SCHEDULE, put("ScheduleExpression", "crom(0 6 * * ? *)"), "ValidationException", "Invalid Schedule Expression crom(0 6 * * ? *)."),
    ("a statement with Efect", ROLE, put_inside(TRUST, f"{STATEMENT}.Efect", "Allow"), "MalformedPolicyDocument", "Syntax errors in policy."),
]  # fmt: skip

EC2 = [
    ("an umlaut in a group's description", ("ec2 CreateSecurityGroup", ""), put("GroupDescription", "Büro"), "InvalidParameterValue", "Invalid security group description."),
    ("a group's description of 256 characters", ("ec2 CreateSecurityGroup", ""), put("GroupDescription", "x" * 256), "InvalidParameterValue", "less than 256 characters"),
    ("a group's name that begins with sg-", ("ec2 CreateSecurityGroup", ""), put("GroupName", "sg-web"), "InvalidParameterValue", "GroupName"),
    ("a line break in a rule's description", INGRESS, put_all(put("IpPermissions.1.Groups.1.Description", "a\nb"), put("IpPermissions.1.Groups.1.GroupId", "sg-1")), "InvalidParameterValue", "Invalid rule description"),
    ("ports in the wrong order", INGRESS, put_all(put("IpPermissions.1.FromPort", "443"), put("IpPermissions.1.ToPort", "80")), "InvalidParameterValue", "Invalid TCP/UDP port range (443:80)"),
    ("port 65536", INGRESS, put("IpPermissions.1.ToPort", "65536"), "InvalidParameterValue", "Invalid TCP/UDP port range"),
    ("TCP without ports", INGRESS, put("IpPermissions.1.FromPort", DROP), "MissingParameter", "fromPort"),
    ("an address that is no range", INGRESS, put("IpPermissions.1.IpRanges.1.CidrIp", "10.0.0.0/33"), "InvalidParameterValue", "CIDR block 10.0.0.0/33 is malformed"),
    ("a VPC of /8", ("ec2 CreateVpc", ""), put("CidrBlock", "10.0.0.0/8"), "InvalidVpc.Range", "The CIDR '10.0.0.0/8' is invalid."),
    ("a subnet of /29", ("ec2 CreateSubnet", ""), put("CidrBlock", "10.0.0.0/29"), "InvalidSubnet.Range", "is invalid"),
    ("user data of 16 KB and a byte", TEMPLATE, put("LaunchTemplateData.UserData", TOO_LONG), "InvalidUserData.Malformed", "User data is limited to 16384 bytes"),
    ("user data that is not encoded", TEMPLATE, put("LaunchTemplateData.UserData", "#!/bin/bash"), "InvalidUserData.Malformed", "BASE64"),
    ("a launch template's name with a space", TEMPLATE, put("LaunchTemplateName", "my fleet"), "InvalidLaunchTemplateName.MalformedException", "my fleet"),
    ("65 hops to the metadata", TEMPLATE, put("LaunchTemplateData.MetadataOptions.HttpPutResponseHopLimit", "65"), "InvalidParameterValue", "between 1 and 64"),
    ("credits that do not exist", TEMPLATE, put("LaunchTemplateData.CreditSpecification.CpuCredits", "limited"), "InvalidParameterValue", "limited"),
    ("a tag that is AWS's own", ("ec2 CreateVpc", ""), put(f"{TAG}.Key", "aws:owner"), "InvalidParameterValue", "reserved for internal use"),
    ("a tag that comes twice", ("ec2 CreateVpc", "TagSpecification.1.Tag.2.Key"), lambda request: put(f"{TAG}.Key", request.call().parameters["TagSpecifications"][0]["Tags"][1]["Key"])(request), "InvalidParameterValue", "Duplicate tag keys"),
    ("a tag of 257 characters", ("ec2 CreateVpc", ""), put(f"{TAG}.Value", "x" * 257), "InvalidParameterValue", "maximum length of 256"),
    ("a parameter that EC2 does not know", ("ec2 CreateVpc", ""), put("Cidr", "10.0.0.0/16"), "UnknownParameter", "The parameter Cidr is not recognized"),
    ("a route without its table", ("ec2 CreateRoute", ""), put("RouteTableId", DROP), "MissingParameter", "RouteTableId"),
    ("an endpoint's policy without an effect", ("ec2 CreateVpcEndpoint", ""), put(POLICY, '{"Statement": [{"Action": "*"}]}'), "InvalidPolicyDocument", "Syntax errors"),
]  # fmt: skip

IAM = [
    ("a trust policy without a principal", ROLE, put_inside(TRUST, f"{STATEMENT}.Principal", DROP), "MalformedPolicyDocument", "Missing required field Principal"),
    ("a service that does not exist", ROLE, put_inside(TRUST, f"{STATEMENT}.Principal", {"Service": "ecs-task.amazonaws.com"}), "MalformedPolicyDocument", 'Invalid principal in policy: "SERVICE":"ecs-task.amazonaws.com"'),
    ("a trust policy with a resource", ROLE, put_inside(TRUST, f"{STATEMENT}.Resource", "*"), "MalformedPolicyDocument", "Has prohibited field Resource"),
    ("a trust policy that allows something else", ROLE, put_inside(TRUST, f"{STATEMENT}.Action", "s3:GetObject"), "MalformedPolicyDocument", "may only specify STS AssumeRole actions"),
    ("a version that does not exist", ROLE, put_inside(TRUST, "Version", "2012-10-18"), "MalformedPolicyDocument", "Syntax errors in policy."),
    ("a trust policy of 2,049 characters", ROLE, put(TRUST, json.dumps({"Version": "2012-10-17", "Statement": [statement(Condition={"StringEquals": {"aws:SourceAccount": "1" * 2_000}})]})), "LimitExceeded", "Cannot exceed quota for ACLSizePerRole: 2048"),
    ("an Sid with a space", INLINE, put_inside(POLICY, f"{STATEMENT}.Sid", "Read it"), "MalformedPolicyDocument", "Statement IDs (SID) must be alpha-numeric."),
    ("two statements of one Sid", INLINE, put_all(put_inside(POLICY, "Statement", [{"Sid": "A", "Effect": "Allow", "Action": "s3:*", "Resource": "*"}] * 2)), "MalformedPolicyDocument", "must be unique"),
    ("a permission with a principal", INLINE, put_inside(POLICY, f"{STATEMENT}.Principal", "*"), "MalformedPolicyDocument", "should not specify a principal"),
    ("an action without its service", INLINE, put_inside(POLICY, f"{STATEMENT}.Action", "GetObject"), "MalformedPolicyDocument", "must be prefaced by a vendor"),
    ("no action", INLINE, put_inside(POLICY, f"{STATEMENT}.Action", []), "MalformedPolicyDocument", "must contain actions"),
    ("no resource", INLINE, put_inside(POLICY, f"{STATEMENT}.Resource", DROP), "MalformedPolicyDocument", "must contain resources"),
    ("a resource that is no ARN", INLINE, put_inside(POLICY, f"{STATEMENT}.Resource", "my-bucket"), "MalformedPolicyDocument", 'must be in ARN format or "*"'),
    ("an effect that does not exist", INLINE, put_inside(POLICY, f"{STATEMENT}.Effect", "allow"), "MalformedPolicyDocument", "Syntax errors in policy."),
    ("a comparison that does not exist", INLINE, put_inside(POLICY, f"{STATEMENT}.Condition", {"StringEqual": {"aws:RequestedRegion": "x"}}), "MalformedPolicyDocument", "StringEqual"),
    ("a policy that is no JSON", INLINE, put(POLICY, "{'Version': 1}"), "MalformedPolicyDocument", "invalid Json"),
    ("an inline policy of more than 10,240 characters", INLINE, put(POLICY, policy_of_size(10_240)), "LimitExceeded", "Maximum policy size of 10240 bytes exceeded for role"),
    ("a session of twelve hours and a second", ROLE, put("MaxSessionDuration", "43201"), "ValidationError", "43200"),
    ("a role's tag with a question mark", ROLE, put("Tags.member.1.Value", "why?"), "ValidationError", "tags.1.member.value"),
    ("a trust policy without its document", ROLE, put(TRUST, DROP), "ValidationError", "Value null at 'assumeRolePolicyDocument'"),
]  # fmt: skip

CONTAINERS = [
    ("a capacity provider that begins with ecs", ("ecs CreateCapacityProvider", ""), put("name", "ecs-fleet"), "InvalidParameterException", 'The name can\'t be prefixed with "aws", "ecs", or "fargate".'),
    ("a cluster's name with a dot", ("ecs CreateCluster", ""), put("clusterName", "my.cluster"), "InvalidParameterException", "cluster name is invalid"),
    ("a family's name with a slash", TASK, put("family", "web/app"), "ClientException", "family name is invalid"),
    ("a container's name with a space", TASK, put("containerDefinitions.0.name", "my app"), "ClientException", "Invalid container name"),
    ("a container without an image", TASK, put("containerDefinitions.0.image", ""), "ClientException", "image should not be null or empty"),
    ("a reservation above the limit", TASK, put_all(put("containerDefinitions.0.memory", 64), put("containerDefinitions.0.memoryReservation", 128)), "ClientException", "must be greater than the 'memoryReservation'"),
    ("a volume that is not declared", TASK, put("containerDefinitions.0.mountPoints", [{"sourceVolume": "data", "containerPath": "/data"}]), "ClientException", "Unknown volume 'data'."),
    ("a variable that is also a secret", TASK, put_all(put("containerDefinitions.0.environment", [{"name": "URL", "value": "x"}]), put("containerDefinitions.0.secrets", [{"name": "URL", "valueFrom": "arn:aws:ssm:eu-west-1:1:parameter/x"}])), "ClientException", "The secret name must be unique"),
    ("a health check every 4 seconds, of a container", TASK, put("containerDefinitions.0.healthCheck", {"command": ["CMD", "true"], "interval": 4}), "ClientException", "interval must be between 5 and 300"),
    ("no container that is essential", TASK, put("containerDefinitions.0.essential", False), "ClientException", "At least one container must be essential"),
    ("a dependency on nothing", TASK, put("containerDefinitions.0.dependsOn", [{"containerName": "sidecar", "condition": "START"}]), "ClientException", "does not exist"),
    ("container port 70000", TASK, put("containerDefinitions.0.portMappings", [{"containerPort": 70_000}]), "ClientException", "70000"),
    ("logs without a region", TASK, put("containerDefinitions.0.logConfiguration", {"logDriver": "awslogs", "options": {"awslogs-group": "/web"}}), "ClientException", "Log driver awslogs requires options: awslogs-region"),
    ("memory as a text", TASK, put("containerDefinitions.0.memory", "256"), "SerializationException", "memory"),
    ("a deployment that can neither stop nor start", SERVICE, put("deploymentConfiguration", {"minimumHealthyPercent": 100, "maximumPercent": 100}), "InvalidParameterException", "this will block deployments"),
    ("a grace period without a balancer", SERVICE, put_all(put("loadBalancers", []), put("healthCheckGracePeriodSeconds", 60)), "InvalidParameterException", "Health check grace period is only valid"),
    ("a launch type beside a strategy", SERVICE, put("launchType", "EC2"), "InvalidParameterException", "both a launch type and capacity provider strategy"),
    ("a strategy without a weight", SERVICE, put("capacityProviderStrategy.0.weight", 0), "InvalidParameterException", "weight value greater than 0"),
    ("a service's tag with an exclamation mark", ("ecs CreateCluster", "tags"), put("tags.0.value", "web!"), "InvalidParameterException", "tags.1.member.value"),
    ("a lifecycle policy without a number", ("ecr PutLifecyclePolicy", ""), put_inside("lifecyclePolicyText", "rules.0.selection.countNumber", 0), "InvalidParameterException", "Lifecycle policy validation failure"),
    ("an hour of a step that comes twice", ("ecr PutLifecyclePolicy", ""), put_inside("lifecyclePolicyText", "rules.1", {"rulePriority": 1, "selection": {"tagStatus": "untagged", "countType": "sinceImagePushed", "countUnit": "days", "countNumber": 1}, "action": {"type": "expire"}}), "InvalidParameterException", "Lifecycle policy validation failure"),
]  # fmt: skip

BALANCERS = [
    ("a timeout as long as the interval", GROUP, put_all(put("HealthCheckIntervalSeconds", "10"), put("HealthCheckTimeoutSeconds", "10")), "ValidationError", "Health check interval must be greater than the timeout."),
    ("a target group's name with an underscore", GROUP, put("Name", "web_app"), "ValidationError", "alphanumeric characters and hyphens(-)"),
    ("a target group's name that ends with a hyphen", GROUP, put("Name", "web-"), "ValidationError", "cannot begin or end with '-'"),
    ("a health check on port 0", GROUP, put("HealthCheckPort", "0"), "ValidationError", "range 1 to 65535"),
    ("a health check that expects OK", GROUP, put("Matcher.HttpCode", "OK"), "ValidationError", "matcher"),
    ("a health check's path without a slash", GROUP, put("HealthCheckPath", "healthz"), "ValidationError", "must begin with a '/'"),
    ("a balancer's name that begins with internal-", ("elbv2 CreateLoadBalancer", ""), put("Name", "internal-web"), "ValidationError", "cannot begin with 'internal-'"),
    ("HTTPS without a certificate", ("elbv2 CreateListener", "CertificateArn"), put("Certificates.member.1.CertificateArn", DROP), "ValidationError", "certificate must be specified"),
    ("a redirect to itself", ("elbv2 CreateRule", "RedirectConfig"), put("Actions.member.1.RedirectConfig.Host", "#{host}"), "InvalidLoadBalancerAction", "loops"),
    ("six values in a rule", ("elbv2 CreateRule", "HostHeaderConfig"), put_all(*(put(f"Conditions.member.1.HostHeaderConfig.Values.member.{number}", f"{number}.example.com") for number in range(1, 7))), "TooManyConditionValues", "'5' condition values"),
    ("an attribute that does not exist", ("elbv2 ModifyTargetGroupAttributes", ""), put("Attributes.member.1.Key", "deregistration.timeout"), "ValidationError", "'deregistration.timeout' is not recognized"),
    ("an hour and a second for draining", ("elbv2 ModifyTargetGroupAttributes", ""), put_all(put("Attributes.member.1.Key", "deregistration_delay.timeout_seconds"), put("Attributes.member.1.Value", "3601")), "InvalidConfigurationRequest", "between 0 and 3600"),
]  # fmt: skip

TIME = [
    ("both days of cron", SCHEDULE, put("ScheduleExpression", "cron(0 6 * * * *)"), "ValidationException", "Invalid Schedule Expression"),
    ("five fields of cron", SCHEDULE, put("ScheduleExpression", "cron(0 6 * * ?)"), "ValidationException", "Invalid Schedule Expression"),
    ("minute 60", SCHEDULE, put("ScheduleExpression", "cron(60 6 * * ? *)"), "ValidationException", "Invalid Schedule Expression"),
    ("hours the wrong way round", SCHEDULE, put("ScheduleExpression", "cron(0 20-6 * * ? *)"), "ValidationException", "Invalid Schedule Expression"),
    ("steps of weekdays", SCHEDULE, put("ScheduleExpression", "cron(0 6 ? * MON/2 *)"), "ValidationException", "Invalid Schedule Expression"),
    ("rate(1 hours)", SCHEDULE, put("ScheduleExpression", "rate(1 hours)"), "ValidationException", "rate(1 hours)"),
    ("the 31st of February, once", SCHEDULE, put("ScheduleExpression", "at(2030-02-31T00:00:00)"), "ValidationException", "Invalid Schedule Expression"),
    ("a time zone that does not exist", SCHEDULE, put("ScheduleExpressionTimezone", "Europe/Berlim"), "ValidationException", "Timezone"),
    ("a flexible window of no length", SCHEDULE, put("FlexibleTimeWindow", {"Mode": "FLEXIBLE"}), "ValidationException", "MaximumWindowInMinutes is required"),
    ("a schedule's name with a slash in its text", SCHEDULE, put("GroupName", "jobs/more"), "ValidationException", "groupName"),
    ("at() in a rule", PATTERN, put_all(put("EventPattern", DROP), put("ScheduleExpression", "at(2030-01-31T06:00:00)")), "ValidationException", "Parameter ScheduleExpression is not valid."),
    ("a rule without a reason", PATTERN, put("EventPattern", DROP), "ValidationException", "must be specified"),
    ("a pattern with an operator that does not exist", PATTERN, put("EventPattern", '{"source": [{"begins-with": "aws."}]}'), "InvalidEventPatternException", "Unrecognized match type begins-with"),
    ("a pattern with a text for a list", PATTERN, put("EventPattern", '{"source": "aws.s3"}'), "InvalidEventPatternException", '"source" must be an object or an array'),
    ("a pattern that is no JSON", PATTERN, put("EventPattern", "{source: aws.s3}"), "InvalidEventPatternException", "Event pattern is not valid."),
    ("two targets of one id", TARGETS, lambda request: put("Targets.1", json.loads(request.body)["Targets"][0])(request), "ValidationException", "Duplicate target ids"),
    ("a period of 45 seconds", ALARM, put("Period", "45"), "ValidationError", "must be 10, 20, 30 or a multiple of 60"),
    ("more than a day", ALARM, put_all(put("Period", "300"), put("EvaluationPeriods", "289")), "ValidationError", "more than a day"),
    ("more datapoints than periods", ALARM, put_all(put("EvaluationPeriods", "2"), put("DatapointsToAlarm", "3")), "ValidationError", "DatapointsToAlarm"),
    ("missing data treated as nothing", ALARM, put("TreatMissingData", "ignored"), "ValidationError", "is not supported for TreatMissingData"),
    ("an alarm without a threshold", ALARM, put("Threshold", DROP), "ValidationError", "Threshold is required"),
    ("a dashboard that is no JSON", ("cloudwatch PutDashboard", ""), put("DashboardBody", "{widgets}"), "InvalidParameterInput", "valid JSON object"),
]  # fmt: skip

STORES = [
    ("a queue's name with a dot", QUEUE, put("QueueName", "jobs.dead"), "InvalidParameterValue", "alphanumeric characters, hyphens, or underscores"),
    ("a delay of half a second", QUEUE, put("Attributes.DelaySeconds", "0.5"), "InvalidAttributeValue", "DelaySeconds"),
    ("a queue hidden for half a day and a second", QUEUE, put("Attributes.VisibilityTimeout", "43201"), "InvalidAttributeValue", "VisibilityTimeout"),
    ("an attribute of a queue that does not exist", QUEUE, put("Attributes.Retention", "60"), "InvalidAttributeName", "Unknown Attribute Retention."),
    ("1,001 receipts before a message is dead", QUEUE, put("Attributes.RedrivePolicy", '{"deadLetterTargetArn": "arn:aws:sqs:eu-west-1:1:x", "maxReceiveCount": 1001}'), "InvalidParameterValue", "maxReceiveCount: 1001"),
    ("deduplication without FIFO", QUEUE, put("Attributes.ContentBasedDeduplication", "true"), "InvalidAttributeName", "ContentBasedDeduplication"),
    ("a bucket's name in capitals", ("s3 CreateBucket", ""), elsewhere("/stowage", "/Stowage"), "InvalidBucketName", "not valid"),
    ("a bucket policy without a principal", BUCKET_POLICY, without_principal, "MalformedPolicy", "Missing required field Principal"),
    ("a bucket policy about another bucket", BUCKET_POLICY, swap("arn:aws:s3:::", "arn:aws:s3:::another-"), "MalformedPolicy", "Policy has invalid resource"),
    ("a bucket's settings in unknown XML", ("s3 PutBucketVersioning", ""), swap("<Status>", "<State>x</State><Status>"), "MalformedXML", "Unknown parameter"),
    ("a versioning that does not exist", ("s3 PutBucketVersioning", ""), swap("Enabled", "On"), "MalformedXML", "enum value set"),
    ("a secret's name with a space", ("secretsmanager CreateSecret", ""), put("Name", "my secret"), "ValidationException", "Invalid name."),
    ("a secret's tag that is AWS's own", ("secretsmanager CreateSecret", "Tags"), put("Tags.0.Key", "AWS:owner"), "InvalidParameterException", "aws:"),
    ("a parameter under /aws", ("ssm PutParameter", ""), put("Name", "/aws/token"), "ValidationException", "can't be prefixed"),
    ("a parameter of 4,097 characters", ("ssm PutParameter", ""), put("Value", "x" * 4_097), "ValidationException", "4096"),
    ("a database's name with two hyphens", ("rds CreateDBInstance", ""), put("DBInstanceIdentifier", "my--database"), "InvalidParameterValue", "two consecutive hyphens"),
    ("a database's user that is reserved", ("rds CreateDBInstance", ""), put("MasterUsername", "rdsadmin"), "InvalidParameterValue", "reserved word"),
    ("a line break in a subnet group's description", ("rds CreateDBSubnetGroup", ""), put("DBSubnetGroupDescription", "a\nb"), "InvalidParameterValue", "non-printable"),
    ("36 days of backups", ("rds CreateDBInstance", ""), put("BackupRetentionPeriod", "36"), "InvalidParameterValue", "36"),
    ("a database deleted without a last snapshot", ("rds DeleteDBInstance", ""), put("SkipFinalSnapshot", "false"), "InvalidParameterCombination", "FinalDBSnapshotIdentifier is required"),
    ("a topic's subscriber that is no address", ("sns Subscribe", ""), put_all(put("Protocol", "email"), put("Endpoint", "ops")), "InvalidParameter", "Email address"),
    ("a protocol of SNS that does not exist", ("sns Subscribe", ""), put("Protocol", "mail"), "InvalidParameter", "does not support this protocol string"),
    ("a body that is no XML of S3's", ("s3 PutBucketVersioning", ""), body("<VersioningConfiguration><MfaDelete>On</MfaDelete></VersioningConfiguration>"), "MalformedXML", "enum value set"),
    ("a group's name with a colon", ("autoscaling CreateAutoScalingGroup", ""), put("AutoScalingGroupName", "web:fleet"), "ValidationError", "web:fleet"),
    ("a host that lives an hour", ("autoscaling CreateAutoScalingGroup", ""), put("MaxInstanceLifetime", "3600"), "ValidationError", "MaxInstanceLifetime"),
    ("a health check that does not exist", ("autoscaling CreateAutoScalingGroup", ""), put("HealthCheckType", "ECS"), "ValidationError", "ECS"),
    ("a service's limits without its cluster", ("application-autoscaling RegisterScalableTarget", ""), put("ResourceId", "service/web"), "ValidationException", "service/web"),
]  # fmt: skip

MUTATIONS = [*AUDITED, *EC2, *IAM, *CONTAINERS, *BALANCERS, *TIME, *STORES]
