import { between } from "../line";
import type { Pricer } from "./pricing-context";

const THOUSAND = 1000;
const MILLION = 1_000_000;
/** The table prices mail from SNS by the hundred thousand. */
const SNS_EMAIL_UNIT = 100_000;

/** A queue: every receive, send and delete is a request. Dead-letter queues are rarely asked. */
export const priceQueue: Pricer = (resource, context) => {
  const props = { slot: "requests", unit: "million requests", pool: "sqs-requests" };
  if (resource.view.flag("fifo_queue") !== true) {
    const queue = {
      ...props,
      item: "SQS requests",
      price: "sqs.standard",
      usage: "sqsRequests",
      counts: "requests",
      per: MILLION,
    } as const;
    return [context.usageLine(resource, queue)];
  }
  const { low, high } = context.usage.of("sqsRequests", resource);
  return [
    context.unknownLine(resource, {
      ...props,
      item: "SQS FIFO requests",
      priceItem: "sqs.fifo",
      factors: [between(low, high, "requests", MILLION)],
      assumption: context.usage.text("sqsRequests", resource),
      reason: "no price for FIFO queues in the table",
    }),
  ];
};

/** A topic: its publishes have no price in the table, but the first million a month is free. */
export const priceTopic: Pricer = (resource, context) => {
  const { low, high } = context.usage.of("snsPublishes", resource);
  return [
    context.unknownLine(resource, {
      slot: "publishes",
      item: "SNS publishes",
      priceItem: "sns.publish",
      factors: [between(low, high, "publishes", MILLION)],
      unit: "million publishes",
      assumption: context.usage.text("snsPublishes", resource),
      reason: "no price for publishes in the table; the first million a month is free",
      pool: "sns-publishes",
    }),
  ];
};

/** Protocols whose deliveries have no charge of their own. @see https://aws.amazon.com/sns/pricing/ */
const FREE_DELIVERY = ["sqs", "lambda", "firehose"];

/** A subscription: mail is billed, deliveries inside AWS are not. */
export const priceSubscription: Pricer = (resource, context) => {
  const protocol = resource.view.text("protocol") ?? "a hidden protocol";
  if (FREE_DELIVERY.includes(protocol)) return { free: `deliveries to ${protocol} have no charge by SNS` };
  const props = { slot: "deliveries", unit: "hundred thousand emails", pool: "sns-emails" };
  if (protocol === "email" || protocol === "email-json") {
    const mail = {
      ...props,
      item: "SNS emails",
      price: "sns.email",
      usage: "snsEmails",
      counts: "emails",
      per: SNS_EMAIL_UNIT,
    } as const;
    return [context.usageLine(resource, mail)];
  }
  const { low, high } = context.usage.of("snsEmails", resource);
  return [
    context.unknownLine(resource, {
      slot: "deliveries",
      item: `SNS deliveries by ${protocol}`,
      priceItem: `sns.${protocol}`,
      factors: [between(low, high, "deliveries")],
      unit: "deliveries",
      assumption: context.usage.text("snsEmails", resource),
      reason: `no price for deliveries by ${protocol} in the table`,
    }),
  ];
};

/** A mail identity: each recipient is one email. */
export const priceEmailIdentity: Pricer = (resource, context) => [
  context.usageLine(resource, {
    slot: "emails",
    item: "SES emails",
    price: "ses.outbound",
    usage: "sesEmails",
    counts: "emails",
    per: THOUSAND,
    unit: "thousand emails",
  }),
];

/** A state machine: each state that it enters is a transition. Express ones are billed by time and memory. */
export const priceStateMachine: Pricer = (resource, context) => {
  const props = { slot: "transitions", item: "Step Functions transitions", pool: "workflow-transitions" };
  if ((resource.view.text("type") ?? "STANDARD") === "STANDARD") {
    return [
      context.usageLine(resource, {
        ...props,
        price: "step_functions.standard",
        usage: "workflowTransitions",
        counts: "transitions",
        unit: "thousand transitions",
        per: THOUSAND,
      }),
    ];
  }
  const { low, high } = context.usage.of("workflowTransitions", resource);
  return [
    context.unknownLine(resource, {
      slot: "executions",
      item: "Step Functions express executions",
      priceItem: "step_functions.express",
      factors: [between(low, high, "executions", MILLION)],
      unit: "million executions",
      assumption: context.usage.text("workflowTransitions", resource),
      reason: "no price for express workflows in the table",
    }),
  ];
};
