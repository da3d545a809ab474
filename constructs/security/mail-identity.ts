import type { IConstruct } from "constructs";
import { awsAccount } from "../aws-account";
import type { TaskRole } from "./roles";

/**
 * Lets a task send mail in MIME form (what mail libraries make) through Amazon SES as one address, `digest@example.com` or `Name <digest@example.com>`, and as no other. The domain must
 * be a verified identity of the account; verifying it is done once, by hand, with DNS records.
 * Sending costs 0.10 USD per 1,000 mails.
 *
 * @see https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html
 */
export function grantSendMail(scope: IConstruct, role: TaskRole, from: string): void {
  const { id, region, partition } = awsAccount(scope);
  const address = /<([^>]*)>$/.exec(from)?.[1] ?? from;
  const [, domain] = address.split("@");
  role.allow({
    sid: "SendMail",
    // The name IAM knows a mail in MIME form by, whichever API call hands it over.
    actions: ["ses:SendRawEmail"],
    resources: [`arn:${partition}:ses:${region}:${id}:identity/${domain}`],
    conditions: { StringEquals: { "ses:FromAddress": address } },
    reason: "the application sends mail as this address",
  });
}
