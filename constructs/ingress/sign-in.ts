import type { LbListenerRuleAction } from "@cdktf/provider-aws/lib/lb-listener-rule";
import { Token } from "cdktf";
import type { Violation } from "../rules/finding";

/** An OpenID Connect provider. The balancer calls its three addresses itself, so it needs a way to them. */
export interface OidcProvider {
  readonly issuer: string;
  readonly authorizationEndpoint: string;
  readonly tokenEndpoint: string;
  readonly userInfoEndpoint: string;
  readonly clientId: string;
  /**
   * A sensitive Terraform variable, never a literal. AWS's API takes it as a value, so it ends up in Terraform's state:
   * give the client no other right than to sign people in.
   */
  readonly clientSecret: string;
}

/** A Cognito user pool with a domain and an app client that has a secret. */
export interface CognitoPool {
  readonly userPoolArn: string;
  readonly clientId: string;
  /** The prefix of the pool's domain, or its own domain name. */
  readonly domain: string;
}

/**
 * Sign-in at the balancer, before a request reaches the service: the service gets the user in `x-amzn-oidc-data`.
 * Register `https://<host>/oauth2/idpresponse` as redirect address with the provider. HTTPS only. Costs nothing itself.
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html
 */
export type SignIn = (
  | { readonly oidc: OidcProvider; readonly cognito?: never }
  | { readonly cognito: CognitoPool; readonly oidc?: never }
) & {
  /** Hours until one must sign in again, 1 to 168. @default 8; AWS's own default is 7 days */
  readonly sessionHours?: number;
  /** @default "openid" */
  readonly scope?: string;
  /** What happens to a request without a session. "deny" suits calls from scripts. @default "authenticate" */
  readonly unauthenticated?: "authenticate" | "deny" | "allow";
};

const SOURCE = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-authenticate-users.html";
const LONGEST_SESSION_HOURS = 168;

/** Everything wrong with a sign-in by itself and on a listener with or without TLS. */
export function checkSignIn(signIn: SignIn, tls: boolean): Violation[] {
  const violations: Violation[] = [];
  const add = (code: string, prop: string, got: string, expected: string, fix: string) =>
    violations.push({ code, prop, got, expected, fix, source: SOURCE });
  if (!tls) {
    add(
      "sign-in-without-tls",
      "signIn",
      "a load balancer without TLS",
      "HTTPS: AWS refuses sign-in on plain HTTP",
      "give the load balancer a certificate",
    );
  }
  const hours = signIn.sessionHours ?? 8;
  if (!(hours > 0 && hours <= LONGEST_SESSION_HOURS)) {
    add(
      "sign-in-session",
      "signIn.sessionHours",
      String(hours),
      `more than 0, at most ${LONGEST_SESSION_HOURS} hours`,
      "use 8 for a working day",
    );
  }
  if (signIn.oidc === undefined) return violations;
  const { clientSecret, clientId: _, ...addresses } = signIn.oidc;
  if (!Token.isUnresolved(clientSecret)) {
    add(
      "sign-in-secret",
      "signIn.oidc.clientSecret",
      "a literal, not shown",
      "a sensitive Terraform variable",
      "new TerraformVariable(..., { sensitive: true }).stringValue, set with TF_VAR_<name>",
    );
  }
  for (const [name, address] of Object.entries(addresses)) {
    if (!Token.isUnresolved(address) && !/^https:\/\/[^/\s]+/.test(address)) {
      add(
        "sign-in-address",
        `signIn.oidc.${name}`,
        address,
        "a full https:// address",
        "copy it from the provider's /.well-known/openid-configuration",
      );
    }
  }
  return violations;
}

/** The action that comes before the one that answers. */
export function signInAction(signIn: SignIn): LbListenerRuleAction {
  const session = {
    sessionTimeout: Math.round((signIn.sessionHours ?? 8) * 3600),
    scope: signIn.scope ?? "openid",
    onUnauthenticatedRequest: signIn.unauthenticated ?? "authenticate",
  };
  if (signIn.oidc !== undefined) return { type: "authenticate-oidc", authenticateOidc: { ...signIn.oidc, ...session } };
  const { userPoolArn, clientId, domain } = signIn.cognito;
  return {
    type: "authenticate-cognito",
    authenticateCognito: { userPoolArn, userPoolClientId: clientId, userPoolDomain: domain, ...session },
  };
}
