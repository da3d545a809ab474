import { priceCapacityProvider } from "./capacity-provider";
import { priceAutoscalingGroup, priceInstance } from "./compute";
import { priceDatabase } from "./database";
import { priceLoadBalancer } from "./load-balancers";
import { priceEmailIdentity, priceQueue, priceStateMachine, priceSubscription, priceTopic } from "./messaging";
import {
  priceDiscoveryService,
  priceDnsNamespace,
  priceElasticIp,
  priceHostedZone,
  priceNatGateway,
  priceVpcEndpoint,
} from "./network";
import {
  priceCluster,
  priceCompositeAlarm,
  priceDashboard,
  priceLogGroup,
  priceMetricAlarm,
  priceMetricFilter,
} from "./observability";
import type { Pricer } from "./pricing-context";
import { priceEventTarget, priceSchedule } from "./schedules";
import { priceKey, priceParameter, priceSecret } from "./security";
import { priceService } from "./services";
import { priceBucket, priceFileSystem, priceImageRepository, priceTable } from "./storage";
import { priceEbsVolume } from "./volumes";

/** Every resource type the estimate knows how to price. Types that are free by themselves are in free-resources.ts. */
export const PRICERS: Readonly<Record<string, Pricer>> = {
  aws_alb: priceLoadBalancer,
  aws_autoscaling_group: priceAutoscalingGroup,
  aws_cloudwatch_composite_alarm: priceCompositeAlarm,
  aws_cloudwatch_dashboard: priceDashboard,
  aws_cloudwatch_event_target: priceEventTarget,
  aws_cloudwatch_log_group: priceLogGroup,
  aws_cloudwatch_log_metric_filter: priceMetricFilter,
  aws_cloudwatch_metric_alarm: priceMetricAlarm,
  aws_db_instance: priceDatabase,
  aws_dynamodb_table: priceTable,
  aws_ebs_volume: priceEbsVolume,
  aws_ecr_repository: priceImageRepository,
  aws_ecs_capacity_provider: priceCapacityProvider,
  aws_ecs_cluster: priceCluster,
  aws_ecs_service: priceService,
  aws_efs_file_system: priceFileSystem,
  aws_eip: priceElasticIp,
  aws_instance: priceInstance,
  aws_kms_key: priceKey,
  aws_lb: priceLoadBalancer,
  aws_nat_gateway: priceNatGateway,
  aws_route53_zone: priceHostedZone,
  aws_s3_bucket: priceBucket,
  aws_scheduler_schedule: priceSchedule,
  aws_secretsmanager_secret: priceSecret,
  aws_service_discovery_private_dns_namespace: priceDnsNamespace,
  aws_service_discovery_public_dns_namespace: priceDnsNamespace,
  aws_service_discovery_service: priceDiscoveryService,
  aws_ses_domain_identity: priceEmailIdentity,
  aws_ses_email_identity: priceEmailIdentity,
  aws_sesv2_email_identity: priceEmailIdentity,
  aws_sfn_state_machine: priceStateMachine,
  aws_sns_topic: priceTopic,
  aws_sns_topic_subscription: priceSubscription,
  aws_sqs_queue: priceQueue,
  aws_ssm_parameter: priceParameter,
  aws_vpc_endpoint: priceVpcEndpoint,
};
