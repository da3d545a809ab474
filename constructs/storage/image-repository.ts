import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { checkedName, pathName, statementId } from "../naming";
import { plainJson } from "../plain-json";
import type { ExecutionRole } from "../security/roles";
import type { RoleKind, ServiceRole } from "../security/service-role";

export interface ImageRepositoryProps {
  /** How many images are kept; older ones are deleted. @default 10 */
  readonly keepImages?: number;
  /** Whether destroying the stack may delete a repository that still holds images. @default false */
  readonly deleteWithImages?: boolean;
}

/** An image in a repository, and the right to pull it. */
export interface RepositoryImage {
  readonly uri: string;
  grantPull(role: ExecutionRole): void;
}

/**
 * A private image repository (ECR): scanned on push, tags that cannot be moved, old images expired.
 *
 * Creates: `aws_ecr_repository`, `aws_ecr_lifecycle_policy`. Costs 0.10 USD per GB and month; pulls from the same
 * region are free. Encrypted with AES-256.
 * @see https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-tag-mutability.html
 */
export class ImageRepository extends Construct {
  readonly resource: EcrRepository;

  constructor(scope: Construct, id: string, props: ImageRepositoryProps = {}) {
    super(scope, id);
    this.resource = new EcrRepository(this, "Default", {
      name: checkedName(this, "ecr-repository", pathName(this, undefined, "/")),
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfiguration: [{ encryptionType: "AES256" }],
      forceDelete: props.deleteWithImages ?? false,
    });
    new EcrLifecyclePolicy(this, "lifecycle", {
      repository: this.resource.name,
      policy: plainJson({
        rules: [
          {
            rulePriority: 1,
            description: "keep the newest images",
            selection: { tagStatus: "any", countType: "imageCountMoreThan", countNumber: props.keepImages ?? 10 },
            action: { type: "expire" },
          },
        ],
      }),
    });
  }

  get url(): string {
    return this.resource.repositoryUrl;
  }

  /** An image by its full address, which may be a Terraform variable; the pull right covers this repository. */
  image(uri: string): RepositoryImage {
    return { uri, grantPull: (role) => this.grantPull(role) };
  }

  /** Lets a task's execution role pull from this repository, and only from this one. */
  grantPull(role: ExecutionRole): void {
    login(role, "the ECS agent logs in to the registry");
    role.allow({
      sid: `PullImage${statementId(this)}`,
      actions: ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
      resources: [this.resource.arn],
      reason: "the ECS agent pulls the task's image",
    });
  }

  /** Lets a build push images to this repository, and read back their digests; it cannot move a tag or delete an image. */
  grantPush(role: ServiceRole<"deploy">): void {
    login(role, "the build logs in to the registry");
    role.allow({
      sid: `PushImage${statementId(this)}`,
      actions: [
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:CompleteLayerUpload",
        "ecr:DescribeImages",
        "ecr:GetDownloadUrlForLayer",
        "ecr:InitiateLayerUpload",
        "ecr:PutImage",
        "ecr:UploadLayerPart",
      ],
      resources: [this.resource.arn],
      reason: "the build pushes the workload's image, layers that are there already left out",
    });
  }
}

function login(role: ServiceRole<RoleKind>, reason: string): void {
  role.allow({
    sid: "EcrLogin",
    actions: ["ecr:GetAuthorizationToken"],
    resources: ["*"],
    reason,
    wildcard: {
      because: "the action supports no resource",
      source:
        "https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonelasticcontainerregistry.html",
    },
  });
}
