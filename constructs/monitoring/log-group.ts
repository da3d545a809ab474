import { CloudwatchLogGroup } from "@cdktf/provider-aws/lib/cloudwatch-log-group";
import { Construct } from "constructs";
import { checkedName, pathName } from "../naming";
import { refuse } from "../report";
import { checkLogRetention } from "../rules/log-retention";
import type { RoleKind, ServiceRole } from "../security/service-role";

export interface LogGroupProps {
  /** @default - `/<prefix>/<path>` */
  readonly name?: string;
  /** Days until a line is deleted; one of CloudWatch's steps. @default 30 */
  readonly retentionDays?: number;
}

/**
 * A CloudWatch log group that Terraform owns, so that it has a retention and goes with the stack.
 *
 * Creates: `aws_cloudwatch_log_group`, named `/<prefix>/<path>`. Costs 0.57 USD per GB written and 0.03 USD per GB and
 * month kept (eu-west-1); the first 5 GB a month are free. Encrypted by CloudWatch's own key.
 * Writers get no right to create groups: one that comes back after destroy makes the next apply fail.
 * @see https://github.com/hashicorp/terraform/issues/14750
 */
export class LogGroup extends Construct {
  readonly resource: CloudwatchLogGroup;
  readonly retentionDays: number;

  constructor(scope: Construct, id: string, props: LogGroupProps = {}) {
    super(scope, id);
    this.retentionDays = props.retentionDays ?? 30;
    refuse(
      this,
      checkLogRetention(this.retentionDays).map((violation) => ({ ...violation, prop: "retentionDays" })),
    );
    this.resource = new CloudwatchLogGroup(this, "Default", {
      name: checkedName(this, "log-group", props.name ?? `/${pathName(this, undefined, "/")}`),
      retentionInDays: this.retentionDays,
    });
  }

  get name(): string {
    return this.resource.name;
  }

  /** Lets a role add lines to this group, and only to this one. */
  grantWrite(role: ServiceRole<RoleKind>): void {
    role.allow({
      sid: "WriteLogs",
      actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
      resources: [`${this.resource.arn}:*`],
      reason: "the awslogs driver writes the container's output",
    });
  }
}
