import { type CodeFacts, findingFactory } from "../finding-factory";

const DOCS = "https://docs.aws.amazon.com";
const ECS = `${DOCS}/AmazonECS/latest/developerguide`;
const ALB = `${DOCS}/elasticloadbalancing/latest/application`;
const PROVIDER = "https://github.com/hashicorp/terraform-provider-aws/issues";
const REGISTRY = "https://registry.terraform.io/providers/hashicorp/aws/5.100.0/docs/resources";
const BACKEND = "https://developer.hashicorp.com/terraform/language/backend/s3";
const AGENT = "https://github.com/aws/amazon-ecs-agent";
const ROADMAP = "https://github.com/aws/containers-roadmap/issues";
const SCHEDULER = `${DOCS}/scheduler/latest`;

const error = (source: string) => ({ severity: "error", source }) as const;
const warning = (source: string) => ({ severity: "warning", source }) as const;
const info = (source: string) => ({ severity: "info", source }) as const;

/** What the lifecycle check can say. Each code has a page in docs/checks. */
export const LIFECYCLE_CODES = {
  // order of creation and destruction
  "order-association": error("https://github.com/aws/aws-cdk/issues/15366"),
  "order-policy": error(`${PROVIDER}/3414`),
  "order-routes": error("https://github.com/hashicorp/terraform/issues/497"),
  "order-cluster": error(`${PROVIDER}/12739`),
  "order-listener": error("https://github.com/aws/aws-cdk/issues/1160"),
  "order-mount-target": error(`${DOCS}/efs/latest/ug/troubleshooting-efs-mounting.html`),
  "association-not-replaced": warning(`${PROVIDER}/14393`),
  "association-redone": error(`${DOCS}/AmazonECS/latest/APIReference/API_PutClusterCapacityProviders.html`),
  // what destroy leaves behind or refuses
  "secret-name-held": warning(`${PROVIDER}/4467`),
  "stateful-unprotected": error("https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"),
  "destroy-blocked": error("https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"),
  "destroy-hangs": error(`${PROVIDER}/18849`),
  "draining-one-host": warning(`${ROADMAP}/2467`),
  "secret-value-in-state": error("https://developer.hashicorp.com/terraform/language/state/sensitive-data"),
  // what a plan resets or replaces
  "count-reset": error(`${REGISTRY}/ecs_service`),
  "count-ignored": warning(`${REGISTRY}/ecs_service`),
  "service-replaced": warning(`${PROVIDER}/22823`),
  "service-strategy": warning(`${PROVIDER}/44776`),
  "launch-type-conflict": error(`${PROVIDER}/16078`),
  "replaced-name-held": warning("https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle"),
  "group-replacement-blocked": warning(`${PROVIDER}/1671`),
  "managed-tag-drift": warning(`${PROVIDER}/12582`),
  "template-version": warning("https://github.com/hashicorp/terraform-provider-aws/pull/22464"),
  // deployments
  "rebalancing-conflict": error(`${ECS}/service-rebalancing.html`),
  "rollback-unnoticed": warning(`${PROVIDER}/20858`),
  "deployment-endless": warning(`${ECS}/deployment-circuit-breaker.html`),
  "grace-without-balancer": error(`${REGISTRY}/ecs_service`),
  "service-iam-role": error(`${PROVIDER}/30048`),
  "image-moving-tag": warning(`${ROADMAP}/2393`),
  "draining-slow": warning(`${ECS}/load-balancer-connection-draining.html`),
  "tls-policy-old": warning(`${ALB}/describe-ssl-policies.html`),
  "rotation-unheard": error(`${ECS}/secrets-envvar-secrets-manager.html`),
  // logs
  "log-group-retention": warning(`${DOCS}/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html`),
  "log-group-unmanaged": error("https://github.com/hashicorp/terraform/issues/14750"),
  "log-group-shared": info("https://github.com/terraform-aws-modules/terraform-aws-ecs/issues/206"),
  "log-mode-implicit": warning(
    "https://aws.amazon.com/blogs/containers/preventing-log-loss-with-non-blocking-mode-in-the-awslogs-container-log-driver/",
  ),
  // hosts
  "agent-started-in-user-data": error(`${AGENT}/issues/1707`),
  "host-cluster-unset": error("https://github.com/aws/containers-roadmap/issues/1889"),
  "credits-unlimited": warning(`${DOCS}/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode.html`),
  "start-period-short": warning(
    `${DOCS}/AWSEC2/latest/UserGuide/burstable-performance-instances-standard-mode-concepts.html`,
  ),
  "root-volume-small": error(`${ECS}/ecs-optimized_AMI.html`),
  "image-architecture": error("https://github.com/AndrewGuenther/fck-nat/issues/56"),
  "spot-not-drained": warning(`${ECS}/container-instance-spot.html`),
  "warm-pool-registers": error(`${ECS}/using-warm-pool.html`),
  "managed-scaling-off": warning(`${ROADMAP}/1705`),
  "ssh-key": warning(`${ECS}/ec2-run-command.html`),
  // schedules and events
  "schedule-retry-default": warning(`${SCHEDULER}/APIReference/API_RetryPolicy.html`),
  "schedule-past": warning(`${SCHEDULER}/UserGuide/schedule-types.html`),
  "schedule-clock-change": warning("https://www.repost.aws/knowledge-center/eventbridge-scheduler-adjust-dst"),
  "event-source-off": error(`${PROVIDER}/22013`),
  "input-template-encoded": error("https://github.com/hashicorp/terraform/issues/38733"),
  // state
  "state-shared": error(BACKEND),
  "state-unlocked": error(BACKEND),
  "state-unencrypted": warning(BACKEND),
  "state-bucket-unsafe": error(BACKEND),
} as const satisfies Record<string, CodeFacts>;

export type LifecycleCode = keyof typeof LIFECYCLE_CODES;

export const lifecycleFinding = findingFactory<LifecycleCode>(LIFECYCLE_CODES);
