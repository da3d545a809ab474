import { IamOpenidConnectProvider } from "@cdktf/provider-aws/lib/iam-openid-connect-provider";
import { Construct } from "constructs";
import { awsAccount } from "../aws-account";

/** Who GitHub says it is, and whom its tokens are for. */
export const GITHUB_HOST = "token.actions.githubusercontent.com";
export const GITHUB_AUDIENCE = "sts.amazonaws.com";

/** An account's identity provider for GitHub. */
export interface GithubIdentity {
  readonly arn: string;
}

/**
 * Lets AWS believe GitHub's tokens, so that a workflow needs no stored key. There is one per account: where it exists
 * already, use `existingGithubProvider`.
 *
 * Creates: `aws_iam_openid_connect_provider`. Costs nothing. It lets nobody in by itself; roles do.
 * Without a thumbprint, because AWS trusts GitHub's certificate authority by itself.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
 */
export class GithubProvider extends Construct implements GithubIdentity {
  readonly resource: IamOpenidConnectProvider;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.resource = new IamOpenidConnectProvider(this, "Default", {
      url: `https://${GITHUB_HOST}`,
      clientIdList: [GITHUB_AUDIENCE],
    });
  }

  get arn(): string {
    return this.resource.arn;
  }
}

/** The provider that another stack or another hand has made in this account. */
export function existingGithubProvider(scope: Construct): GithubIdentity {
  const { id, partition } = awsAccount(scope);
  return { arn: `arn:${partition}:iam::${id}:oidc-provider/${GITHUB_HOST}` };
}
