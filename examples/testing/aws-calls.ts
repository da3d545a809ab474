import type { AppliedSystem } from "../../ops/rehearsal/extensions";

/** Services that the rehearsal has no client of, and how they tell an operation. */
const TARGETS = {
  events: "AWSEvents",
  dynamodb: "DynamoDB_20120810",
  "application-autoscaling": "AnyScaleFrontendService",
} as const;

/** Calls an operation of a service that speaks JSON, and gives its answer back. The emulator wants no signature. */
export async function call<Answer>(
  system: AppliedSystem,
  service: keyof typeof TARGETS,
  operation: string,
  parameters: object = {},
): Promise<Answer> {
  const response = await fetch(system.url, {
    method: "POST",
    headers: {
      authorization: authorization(system, service),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": `${TARGETS[service]}.${operation}`,
    },
    body: JSON.stringify(parameters),
  });
  return answer(response, `${service} ${operation}`);
}

/** Asks EFS, whose operations are paths. */
export async function askEfs<Answer>(system: AppliedSystem, path: string): Promise<Answer> {
  const headers = { authorization: authorization(system, "elasticfilesystem") };
  const response = await fetch(`${system.url}/2015-02-01/${path}`, { headers });
  return answer(response, `efs ${path}`);
}

/** moto finds the service and the region here, and looks at nothing else. */
function authorization({ region }: AppliedSystem, service: string): string {
  return `AWS4-HMAC-SHA256 Credential=test/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

async function answer<Answer>(response: Response, what: string): Promise<Answer> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what}: ${response.status} ${text}`);
  return JSON.parse(text) as Answer;
}
