import * as cheerio from "cheerio";
import type { AppliedSystem } from "../../ops/rehearsal/extensions";

/** The emulator reads the service from the credential scope and checks no signature. */
function authorization(service: string, { region }: AppliedSystem): string {
  return `AWS4-HMAC-SHA256 Credential=LOOK/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`;
}

/** One call of an XML API, such as Elastic Load Balancing's: the answer as a document to be searched. */
export async function queryApi(
  system: AppliedSystem,
  service: string,
  version: string,
  parameters: Readonly<Record<string, string>>,
): Promise<cheerio.CheerioAPI> {
  const response = await fetch(system.url, {
    method: "POST",
    headers: { authorization: authorization(service, system), "content-type": "application/x-www-form-urlencoded" },
    body: new URLSearchParams({ Version: version, ...parameters }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${parameters.Action}: ${response.status} ${text}`);
  return cheerio.load(text, { xml: true });
}

/** One call of a JSON API, such as `AnyScaleFrontendService.DescribeScalingPolicies`. */
export async function jsonApi(
  system: AppliedSystem,
  service: string,
  target: string,
  body: object,
): Promise<Record<string, unknown>> {
  const response = await fetch(system.url, {
    method: "POST",
    headers: {
      authorization: authorization(service, system),
      "content-type": "application/x-amz-json-1.1",
      "x-amz-target": target,
    },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${target}: ${response.status} ${text}`);
  return JSON.parse(text) as Record<string, unknown>;
}

/** One call of an XML API over REST, such as Route 53's. */
export async function restApi(system: AppliedSystem, service: string, path: string): Promise<cheerio.CheerioAPI> {
  const response = await fetch(`${system.url}${path}`, { headers: { authorization: authorization(service, system) } });
  const text = await response.text();
  if (!response.ok) throw new Error(`${service} ${path}: ${response.status} ${text}`);
  return cheerio.load(text, { xml: true });
}
