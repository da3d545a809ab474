import type { Confidence } from "./price";

/** A service whose end, beginning or standing matters to someone who chooses a way to run containers. */
export interface ServiceStatus {
  readonly service: string;
  readonly status: string;
  /** The day it took or takes effect, when one is known. */
  readonly since?: string;
  readonly confidence: Confidence;
  readonly source: string;
}

/** As of 2026-11-20. */
export const SERVICE_STATUS: readonly ServiceStatus[] = [
  {
    service: "App Runner",
    status: "closed to new customers; AWS points to ECS Express Mode",
    since: "2026-04-30",
    confidence: "A",
    source: "docs.aws.amazon.com apprunner-availability-change; hashicorp/terraform-provider-aws issue 47161",
  },
  {
    service: "App Mesh",
    status: "support ended; the successor on ECS is Service Connect",
    since: "2026-09-30",
    confidence: "A",
    source: "notice in the App Mesh user guide",
  },
  {
    service: "Copilot CLI",
    status: "support ended",
    since: "2026-06-12",
    confidence: "A",
    source: "description of github.com/aws/copilot-cli",
  },
  {
    service: "CDK for Terraform",
    status: "archived; last cdktf 0.21.0 and @cdktf/provider-aws 21.22.1; community fork CDK Terrain (cdktn)",
    since: "2025-12-10",
    confidence: "A",
    source: "README of github.com/hashicorp/terraform-cdk; npm view 2026-11-20",
  },
  {
    service: "ECS Express Mode",
    status: "announced: Fargate behind a load balancer shared by up to 25 services",
    since: "2025-11-21",
    confidence: "B",
    source: "factualminds.com 2026-06-17; CreateExpressGatewayService in botocore",
  },
  {
    service: "ECS Managed Instances",
    status: "available; a fee per instance that no source states; instances live 14 days at most",
    confidence: "B",
    source: "repost.aws; ECS docs migrate-fargate-to-managed-instances",
  },
  {
    service: "ECS Service Connect",
    status: "current, and what AWS recommends",
    confidence: "A",
    source: "ECS developer guide",
  },
  { service: "Proton", status: "ended", since: "2026-10-07", confidence: "A", source: "notice in the Proton docs" },
  {
    service: "Amazon Linux 2 for ECS",
    status: "end of life",
    since: "2026-06-30",
    confidence: "A",
    source: "README of github.com/aws/amazon-ecs-ami, 2026-08-21",
  },
];
