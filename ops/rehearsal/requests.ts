import type { Refusal, RequestReport } from "../emulator/emulator";
import type { Diagnostic } from "../terraform/messages";
import { constructPath, type WrittenResource, writtenResources } from "./construct-paths";
import type { SynthesizedStack } from "./synthesized";

/** The step's name, and the beginning of the line that is printed. */
export const REQUESTS_STEP = "requests as AWS takes them";

/** What Terraform said about a resource of a stack. */
export interface Diagnosed {
  readonly stack: string;
  readonly diagnostic: Diagnostic;
}

/** `978 requests, 0 refused`, and how many were not judged, if any. */
export function describeRequests({ judged, notJudged, refused }: RequestReport): string {
  const unknown = Object.entries(notJudged);
  const passedOn = unknown.reduce((sum, [, count]) => sum + count, 0);
  const names = unknown.map(([operation, count]) => (count === 1 ? operation : `${operation} (${count} times)`));
  const without = passedOn === 0 ? "" : `, ${passedOn} not judged: ${names.join(", ")}`;
  return `${judged + passedOn} requests, ${refused.length} refused${without}`;
}

/**
 * Refuses a rehearsal in which AWS would have refused a request.
 *
 * @throws Error with each refusal in AWS's words and the construct that asked for it
 */
export function requireTaken(
  report: RequestReport,
  stacks: readonly SynthesizedStack[],
  diagnosed: readonly Diagnosed[],
): void {
  if (report.refused.length === 0) return;
  const lines = report.refused.map((refusal) => {
    const { service, action, code, message } = refusal;
    return `  ${service} ${action} ${code}: ${message}\n    ${whoAsked(refusal, stacks, diagnosed)}`;
  });
  const times = new Map<string, number>();
  for (const line of lines) times.set(line, (times.get(line) ?? 0) + 1);
  const counted = [...times].map(([line, count]) => (count === 1 ? line : `${line} (${count} times)`));
  throw new Error([describeRequests(report), ...counted].join("\n"));
}

/** The construct behind a refusal: Terraform knows the resource, or else its names are in the request. */
function whoAsked(refusal: Refusal, stacks: readonly SynthesizedStack[], diagnosed: readonly Diagnosed[]): string {
  const told = diagnosed.find(({ diagnostic }) => words(diagnostic.detail).includes(words(refusal.message)));
  const stack = stacks.find(({ name }) => name === told?.stack);
  const address = told?.diagnostic.address;
  if (stack !== undefined && address !== undefined) {
    return asked({ stack: stack.name, address, path: constructPath(stack, address) });
  }
  const named = resourcesNamed(refusal, stacks);
  if (named.length > 0) return named.map(asked).join(" or ");
  const names = Object.entries(refusal.names).map(([name, value]) => `${name} ${value}`);
  return `asked for by no construct that could be found${names.length === 0 ? "" : `: ${names.join(", ")}`}`;
}

function asked({ stack, address, path }: Omit<WrittenResource, "values">): string {
  return path === undefined ? `asked for by ${address} of ${stack}` : `asked for by ${path} (${address} of ${stack})`;
}

/** The resources in which most of the request's texts are written; none when there is none in any. */
function resourcesNamed({ names }: Refusal, stacks: readonly SynthesizedStack[]): WrittenResource[] {
  const wanted = new Set(Object.values(names).filter((text) => text.length > 1));
  const counted = stacks.flatMap(writtenResources).map((resource) => {
    const written = new Set(textsIn(resource.values));
    return { resource, count: [...wanted].filter((text) => written.has(text)).length };
  });
  const most = Math.max(0, ...counted.map(({ count }) => count));
  return most === 0 ? [] : counted.filter(({ count }) => count === most).map(({ resource }) => resource);
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function words(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
