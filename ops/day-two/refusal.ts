import { type Finding, formatFinding } from "../../constructs/rules/finding";

/** A command that can not do what it was asked, in the form of every error of this project; docs/errors.md has the codes. */
export class Refusal extends Error {
  readonly finding: Finding;

  constructor(finding: Omit<Finding, "severity">) {
    super(formatFinding({ ...finding, severity: "error" }));
    this.name = "Refusal";
    this.finding = { ...finding, severity: "error" };
  }
}

/** What AWS calls something that is not there, by service. */
const MISSING =
  /^(ClusterNotFoundException|ServiceNotFoundException|ServiceNotActiveException|ResourceNotFoundException|ObjectNotFoundException)$/;
const DENIED = /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|NotAuthorized)$/;
const CREDENTIALS =
  /^(CredentialsProviderError|TokenProviderError|ExpiredToken|ExpiredTokenException|InvalidClientTokenId|UnrecognizedClientException|SignatureDoesNotMatch)$/;

/**
 * What AWS answered, as a coded refusal where the reader can do something about it; anything else as it is.
 * @param environment name of the environment that was asked for
 */
export function explained(error: unknown, environment: string): unknown {
  if (!(error instanceof Error) || error instanceof Refusal) return error;
  const said = { path: `environments/${environment}.ts`, got: `${error.name}: ${error.message}` };
  if (CREDENTIALS.test(error.name)) {
    return new Refusal({
      ...said,
      code: "aws-credentials",
      expected: "credentials that AWS accepts",
      fix: "log in, such as with aws sso login, or set AWS_PROFILE",
    });
  }
  if (DENIED.test(error.name)) {
    return new Refusal({
      ...said,
      code: "aws-denied",
      expected: "credentials that may do this",
      fix: "docs/day-two.md lists the permissions of each command",
    });
  }
  if (MISSING.test(error.name)) {
    return new Refusal({
      ...said,
      code: "not-deployed",
      expected: "an environment that has been applied in this account and region",
      fix: `deploy it, npx stowage deploy '${environment}-*', or log in to the account it is in`,
    });
  }
  return error;
}

/** Something that an applied environment has, and this account and region have not. */
export function notDeployed(path: string, got: string): Refusal {
  return new Refusal({
    code: "not-deployed",
    path,
    got,
    expected: "an environment that has been applied in this account and region",
    fix: "deploy it, or log in to the account it is in",
  });
}
