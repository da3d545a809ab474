import { SnsTopic } from "@cdktf/provider-aws/lib/sns-topic";
import { SnsTopicPolicy } from "@cdktf/provider-aws/lib/sns-topic-policy";
import { SnsTopicSubscription } from "@cdktf/provider-aws/lib/sns-topic-subscription";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { physicalName } from "../naming";
import { plainJson } from "../plain-json";
import { refuse } from "../report";

export interface AlarmTopicProps {
  /** Address that receives the alarms; AWS sends it one mail to confirm. @default - nobody; subscribe by hand */
  readonly email?: string;
}

/**
 * The topic that alarms go to, by email.
 *
 * Creates: `aws_sns_topic`, its policy (CloudWatch of this account and EventBridge may publish), and one subscription.
 * The first 1,000 mails a month are free. Encrypted in transit only: alarms carry no data of the application, and a KMS
 * key would cost 1 USD a month.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export class AlarmTopic extends Construct {
  readonly resource: SnsTopic;

  constructor(scope: Construct, id: string, props: AlarmTopicProps) {
    super(scope, id);
    this.resource = new SnsTopic(this, "Default", { name: physicalName(this, "sns-topic") });
    const { id: account } = awsAccount(this);
    new SnsTopicPolicy(this, "policy", {
      arn: this.resource.arn,
      policy: plainJson({
        Version: "2012-10-17",
        Statement: [
          publish("cloudwatch", this.resource.arn, { StringEquals: { "aws:SourceAccount": account } }),
          // EventBridge publishes nothing through a statement that holds a condition, and says nothing either.
          // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
          publish("events", this.resource.arn),
        ],
      }),
    });
    if (props.email === undefined) return;
    if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(props.email)) {
      refuse(this, [
        {
          code: "alarm-email",
          prop: "email",
          got: props.email,
          expected: "one mail address",
          fix: "write it as ops@example.com",
        },
      ]);
    }
    new SnsTopicSubscription(this, "email", { topicArn: this.resource.arn, protocol: "email", endpoint: props.email });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

function publish(service: string, topicArn: string, condition?: object) {
  return {
    Sid: `Publish${service}`,
    Effect: "Allow",
    Principal: { Service: `${service}.amazonaws.com` },
    Action: "sns:Publish",
    Resource: topicArn,
    ...(condition === undefined ? {} : { Condition: condition }),
  };
}
