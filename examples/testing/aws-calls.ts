import type { AppliedSystem } from "../../ops/rehearsal/extensions";
import { jsonApi } from "./emulated-api";

/** Services that the rehearsal has no client of, and how they tell an operation. */
const TARGETS = {
  events: "AWSEvents",
  dynamodb: "DynamoDB_20120810",
  "application-autoscaling": "AnyScaleFrontendService",
} as const;

/** Calls an operation of a service that speaks JSON; the caller says what the answer looks like. */
export async function call<Answer>(
  system: AppliedSystem,
  service: keyof typeof TARGETS,
  operation: string,
  parameters: object = {},
): Promise<Answer> {
  return (await jsonApi(system, service, `${TARGETS[service]}.${operation}`, parameters)) as Answer;
}

/** Asks EFS, whose operations are paths. */
export async function askEfs<Answer>({ url, region }: AppliedSystem, path: string): Promise<Answer> {
  const authorization = `AWS4-HMAC-SHA256 Credential=LOOK/20260101/${region}/elasticfilesystem/aws4_request, SignedHeaders=host, Signature=0`;
  const response = await fetch(`${url}/2015-02-01/${path}`, { headers: { authorization } });
  const text = await response.text();
  if (!response.ok) throw new Error(`efs ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}
