import { TerraformVariable } from "cdktf";
import { describe, expect, test } from "vitest";
import { type Balanced, balanced } from "../../test/support/balanced";
import { aStack, type Template } from "../../test/support/template";
import type { LoadBalancerProps } from "./load-balancer";
import type { SignIn } from "./sign-in";

const stackOf = (fill: (parts: Balanced) => void): Template => aStack((stack) => fill(balanced(stack)));
const rules = (template: Template) => Object.values(template.all("aws_lb_listener_rule"));

describe("sign-in", () => {
  const oidc = {
    issuer: "https://id.example.com",
    authorizationEndpoint: "https://id.example.com/authorize",
    tokenEndpoint: "https://id.example.com/token",
    userInfoEndpoint: "https://id.example.com/userinfo",
    clientId: "shop",
  };
  const withSecret = (more: Partial<SignIn> = {}, tls: Partial<LoadBalancerProps> = {}) =>
    aStack((stack) => {
      const secret = new TerraformVariable(stack, "secret", { type: "string", sensitive: true });
      const { web } = balanced(stack, { balancer: tls });
      web("web", {
        paths: ["/admin/*"],
        signIn: { oidc: { ...oidc, clientSecret: secret.stringValue }, ...more } as SignIn,
      });
    });

  test("comes before the service, for eight hours, with the secret from outside", () => {
    expect(rules(withSecret())[0]!.action).toMatchObject([
      {
        order: 1,
        type: "authenticate-oidc",
        authenticate_oidc: {
          client_id: "shop",
          client_secret: "${var.secret}",
          session_timeout: 28_800,
          scope: "openid",
          on_unauthenticated_request: "authenticate",
        },
      },
      { order: 2, type: "forward" },
    ]);
  });

  test("takes session, scope and what becomes of others", () => {
    const template = withSecret({ sessionHours: 1, scope: "openid email", unauthenticated: "deny" });
    expect(rules(template)[0]!.action).toMatchObject([
      { authenticate_oidc: { session_timeout: 3600, scope: "openid email", on_unauthenticated_request: "deny" } },
      {},
    ]);
  });

  test("by Cognito names the pool", () => {
    const cognito = { userPoolArn: "arn:aws:cognito-idp:eu-west-1:1:userpool/p", clientId: "c", domain: "shop" };
    const template = stackOf(({ web }) => void web("web", { hosts: ["a.example.com"], signIn: { cognito } }));
    expect(rules(template)[0]!.action).toMatchObject([
      {
        type: "authenticate-cognito",
        authenticate_cognito: {
          user_pool_arn: cognito.userPoolArn,
          user_pool_client_id: "c",
          user_pool_domain: "shop",
        },
      },
      { type: "forward" },
    ]);
  });

  test("is refused without TLS, for longer than a week, with a secret in the program or an address without https", () => {
    expect(withSecret({}, { tls: { none: "a test of plain HTTP" } }).codes).toEqual(["sign-in-without-tls"]);
    expect(withSecret({ sessionHours: 169 }).codes).toEqual(["sign-in-session"]);
    const literal = { ...oidc, issuer: "http://id.example.com", clientSecret: "hunter2hunter2" };
    const template = stackOf(({ web }) => void web("web", { hosts: ["a.example.com"], signIn: { oidc: literal } }));
    expect(template.codes).toEqual(["sign-in-address", "sign-in-secret"]);
    expect(JSON.stringify(template.findings)).not.toContain("hunter2");
  });
});
