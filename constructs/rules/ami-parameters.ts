import type { Architecture } from "./instance-types";

/** An operating system whose ECS-optimized image AWS publishes under a public SSM parameter. */
export type ImageFamily = "amazon-linux-2023" | "bottlerocket";

/**
 * Public SSM parameters that hold the id of the recommended ECS-optimized image.
 *
 * Amazon Linux 2 is left out on purpose: it reached its end of life on 2026-06-30.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
 */
const PARAMETERS: Readonly<Record<ImageFamily, Readonly<Record<Architecture, string>>>> = {
  "amazon-linux-2023": {
    x86_64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
    arm64: "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
  },
  bottlerocket: {
    x86_64: "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id",
    arm64: "/aws/service/bottlerocket/aws-ecs-2/arm64/latest/image_id",
  },
};

/** The size of the root volume the Amazon Linux images bring, in GB; a smaller one does not start. */
export const ROOT_VOLUME_MIN_GB = 30;

/** The SSM parameter with the id of the newest image for an architecture. */
export function imageParameter(family: ImageFamily, architecture: Architecture): string {
  return PARAMETERS[family][architecture];
}
