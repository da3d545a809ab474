import { type ImageFamily, imageParameter } from "../rules/ami-parameters";
import type { Architecture } from "../rules/instance-types";

export type { ImageFamily } from "../rules/ami-parameters";

/**
 * The image an instance boots, resolved by EC2 at every launch: a plan never changes because AWS published a new image,
 * and a replaced instance is a patched instance.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-launch-template.html#use-an-ssm-parameter-instead-of-an-ami-id
 */
export function latestImage(family: ImageFamily, architecture: Architecture): string {
  return `resolve:ssm:${imageParameter(family, architecture)}`;
}

/**
 * Where the containers' data lives. Bottlerocket boots from a small fixed volume and keeps data on a second one.
 * @see https://github.com/bottlerocket-os/bottlerocket#default-volumes
 */
export function dataDevice(family: ImageFamily): string {
  return family === "bottlerocket" ? "/dev/xvdb" : "/dev/xvda";
}

/** Where the system lives when not with the data. The image says how large: 2 GiB; a larger one is never used. */
export function systemDevice(family: ImageFamily): string | undefined {
  return family === "bottlerocket" ? "/dev/xvda" : undefined;
}
