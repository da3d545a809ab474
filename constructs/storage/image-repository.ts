import { EcrLifecyclePolicy } from "@cdktf/provider-aws/lib/ecr-lifecycle-policy";
import { EcrRepository } from "@cdktf/provider-aws/lib/ecr-repository";
import { Construct } from "constructs";
import { checkedName, pathName, statementId } from "../naming";
import { plainJson } from "../plain-json";
import { refuse } from "../report";
import { checkWholeNumber } from "../rules/whole-number";
import type { ExecutionRole } from "../security/roles";
import type { RoleKind, ServiceRole } from "../security/service-role";

export interface ImageRepositoryProps {
  /**
   * How many tagged images are kept, which is how many pushes: older ones are deleted, unless a tag of theirs begins with
   * `released-`. An image for several platforms is one. 1 or more. @default 10
   */
  readonly keepImages?: number;
  /** Whether destroying the stack may delete a repository that still holds images. @default false */
  readonly deleteWithImages?: boolean;
}

/** An image in a repository, and the right to pull it. */
export interface RepositoryImage {
  readonly uri: string;
  grantPull(role: ExecutionRole): void;
}

/** Tags that begin so mark what was released; such an image is never expired. */
export const RELEASED = "released-";

/** As good as never: an image takes megabytes, and nobody releases that often. */
const NEVER = 1000;
/** How long what lost its index, or never got one, is kept: a push that is going on must not lose its parts. */
const UNTAGGED_DAYS = 14;
const LIFECYCLE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html";

/**
 * A private image repository (ECR): scanned on push, tags that cannot be moved, old images expired.
 *
 * Kept are the newest `keepImages` tagged images and every image with a tag that begins with `released-`, which is how a
 * release keeps what it runs whatever is pushed afterwards (docs/day-two.md). What has no tag of its own goes 14 days
 * after its push; the parts of an image for several platforms have none, and stay as long as the index that names them.
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
      policy: plainJson({ rules: this.#rules(props.keepImages ?? 10) }),
    });
  }

  /** An image that a rule selects by its tags can not be expired by a rule after it. @see LIFECYCLE */
  #rules(keepImages: number): object[] {
    refuse(
      this,
      checkWholeNumber({
        code: "repository-images",
        prop: "keepImages",
        value: keepImages,
        min: 1,
        max: NEVER,
        expected: `a whole number of images from 1 to ${NEVER}`,
        fix: "keep as many as you may want to go back",
        source: LIFECYCLE,
      }),
    );
    const tagged = (pattern: string, countNumber: number) => ({
      tagStatus: "tagged",
      tagPatternList: [pattern],
      countType: "imageCountMoreThan",
      countNumber,
    });
    const untagged = {
      tagStatus: "untagged",
      countType: "sinceImagePushed",
      countUnit: "days",
      countNumber: UNTAGGED_DAYS,
    };
    const rules = [
      { description: "keep what was released", selection: tagged(`${RELEASED}*`, NEVER) },
      { description: "keep the newest tagged images", selection: tagged("*", keepImages) },
      { description: "expire what has no tag", selection: untagged },
    ];
    return rules.map((rule, index) => ({ rulePriority: index + 1, ...rule, action: { type: "expire" } }));
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
