import type { Construct } from "constructs";
import { awsAccount } from "../aws-account";
import { checkedName, pathName } from "../naming";
import { plainJson } from "../plain-json";

/** An AWS service that may send, and the one resource of this account on whose behalf. */
export interface QueueSender {
  readonly sid: string;
  readonly service: "events.amazonaws.com" | "s3.amazonaws.com" | "sns.amazonaws.com";
  readonly sourceArn: string;
}

/** A queue's name by its path, with the ending that SQS wants for FIFO queues. */
export function queueName(scope: Construct, fifo: boolean): string {
  return checkedName(scope, "sqs-queue", fifo ? `${pathName(scope)}.fifo` : pathName(scope));
}

/** A queue's ARN from its name: a policy inside the queue cannot refer to the queue's own attributes. */
export function queueArn(scope: Construct, name: string): string {
  const { id, region, partition } = awsAccount(scope);
  return `arn:${partition}:sqs:${region}:${id}:${name}`;
}

/**
 * TLS only, and the senders. It stands inside the queue and not in a resource of its own, which would take Terraform
 * another 25 seconds to create and to delete.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-security-best-practices.html
 */
export function queuePolicy(arn: string, senders: readonly QueueSender[]): string {
  return plainJson({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "RefusePlainHttp",
        Effect: "Deny",
        Principal: "*",
        Action: "sqs:*",
        Resource: arn,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      ...senders.map(({ sid, service, sourceArn }) => ({
        Sid: sid,
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sqs:SendMessage",
        Resource: arn,
        Condition: { ArnEquals: { "aws:SourceArn": sourceArn } },
      })),
    ],
  });
}
