/** Types that no import block is made for, each with what happens instead when a run was killed. */
export const NOT_ADOPTED: Readonly<Record<string, string>> = {
  aws_acm_certificate_validation: "waits for a certificate and is nothing in AWS",
  aws_default_security_group: "creating it takes over the group that the VPC has",
  aws_sns_topic_subscription:
    "subscribing again is answered with the subscription that is there, also while it is pending",
};
