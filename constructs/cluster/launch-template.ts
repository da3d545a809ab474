import { LaunchTemplate } from "@cdktf/provider-aws/lib/launch-template";
import { Fn } from "cdktf";
import { Construct } from "constructs";
import { physicalName } from "../naming";
import type { Architecture } from "../rules/instance-types";
import { quotable } from "../template-literal";
import { dataDevice, type ImageFamily, latestImage, systemDevice } from "./machine-image";

export interface HostTemplateProps {
  readonly instanceType: string;
  readonly architecture: Architecture;
  readonly burstable: boolean;
  readonly os: ImageFamily;
  /** A fixed image instead of the latest one, such as `ami-0123456789abcdef0`. @default - the latest */
  readonly imageId?: string;
  readonly userData: string;
  readonly instanceProfileArn: string;
  readonly securityGroupId: string;
  readonly publicIp: boolean;
  readonly rootVolumeGiB: number;
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * What every host of a fleet looks like.
 *
 * Creates: `aws_launch_template`. No key pair: a shell comes from Session Manager.
 * @see https://docs.aws.amazon.com/autoscaling/ec2/userguide/launch-templates.html
 */
export class HostTemplate extends Construct {
  readonly resource: LaunchTemplate;

  constructor(scope: Construct, id: string, props: HostTemplateProps) {
    super(scope, id);
    const tags = { ...props.tags };
    const system = systemDevice(props.os);
    this.resource = new LaunchTemplate(this, "Default", {
      name: physicalName(this, "launch-template"),
      imageId: props.imageId ?? latestImage(props.os, props.architecture),
      instanceType: props.instanceType,
      updateDefaultVersion: true,
      userData: Fn.base64encode(quotable(props.userData)),
      iamInstanceProfile: { arn: props.instanceProfileArn },
      networkInterfaces: [
        {
          associatePublicIpAddress: String(props.publicIp),
          deleteOnTermination: "true",
          securityGroups: [props.securityGroupId],
        },
      ],
      // Tokens required and one hop: a container in bridge mode is a hop further away and gets no answer, so it cannot
      // use the host's role. https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ec2-security-considerations.html
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      // DEVIATION: AWS starts T instances in unlimited mode, which bills CPU above the baseline.
      // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/burstable-performance-instances-unlimited-mode.html
      ...(props.burstable ? { creditSpecification: { cpuCredits: "standard" } } : {}),
      blockDeviceMappings: [
        { deviceName: dataDevice(props.os), ebs: { volumeSize: props.rootVolumeGiB, ...VOLUME } },
        // Not mapped, it is as the image has it: gp2 and not encrypted.
        // https://github.com/bottlerocket-os/bottlerocket/issues/4000
        ...(system === undefined ? [] : [{ deviceName: system, ebs: VOLUME }]),
      ],
      // Default tags of the provider do not reach what a launch template creates.
      tagSpecifications: ["instance", "volume", "network-interface"].map((resourceType) => ({ resourceType, tags })),
    });
  }
}

const VOLUME = { volumeType: "gp3", encrypted: "true", deleteOnTermination: "true" };
