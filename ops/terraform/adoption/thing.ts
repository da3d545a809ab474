/** Something that AWS has. */
export interface Thing {
  /** Service and type as an ARN names them, such as `ec2:subnet`. */
  readonly kind: string;
  /** The id that EC2 drew (and EFS, of a mount target), else the ARN. */
  readonly id: string;
  /** Its tag `Name`, where it has one. */
  readonly name?: string;
  /** What it hangs on: the VPC of a gateway, the group of a rule, associations, a fleet's instances. */
  readonly on?: string;
  /** Of rules of a security group: which way. */
  readonly egress?: boolean;
}

/** Arguments of a planned resource; those that are not known yet are missing. */
export type Values = Readonly<Record<string, unknown>>;

export type Tags = Readonly<Record<string, string>>;

/** `arn:aws:ecs:eu-west-1:123456789012:service/main/web` is a thing of kind `ecs:service`. */
export function thingOfArn(arn: string): Thing {
  const [, , service = "", , , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const separator = /[:/]/.exec(resource);
  const type = separator === null ? (BARE[service] ?? "") : resource.slice(0, separator.index);
  return { kind: `${service}:${type}`, id: arn };
}

/** Services whose ARN names no type. */
const BARE: Readonly<Record<string, string>> = { s3: "bucket", sns: "topic", sqs: "queue" };

/** The last part of an ARN, the resource without its type. */
export function nameInArn(arn: string): string {
  const resource = arn.split(":").slice(5).join(":");
  return resource.replace(/^[^:/]*[:/]/, "");
}
