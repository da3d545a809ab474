import { z } from "zod";

/**
 * The lines of Terraform's machine-readable output that this project reads; all others are passed over.
 *
 * @see https://developer.hashicorp.com/terraform/internals/machine-readable-ui
 */
const DiagnosticMessage = z.object({
  type: z.literal("diagnostic"),
  diagnostic: z.object({
    severity: z.enum(["error", "warning"]),
    summary: z.string(),
    detail: z.string().default(""),
    address: z.string().optional(),
  }),
});

const HookResource = z.object({ addr: z.string(), resource_type: z.string() });
const Hook = z.object({ resource: HookResource, action: z.string(), elapsed_seconds: z.number().optional() });

const ResourceMessage = z.object({
  type: z.enum(["apply_start", "apply_progress", "apply_complete", "apply_errored"]),
  hook: Hook,
});

const PlannedMessage = z.object({
  type: z.literal("planned_change"),
  change: z.object({ resource: HookResource, action: z.string() }),
});

const SummaryMessage = z.object({
  type: z.literal("change_summary"),
  changes: z.object({ add: z.number(), change: z.number(), remove: z.number() }),
});

const Message = z.discriminatedUnion("type", [DiagnosticMessage, ResourceMessage, PlannedMessage, SummaryMessage]);

/** An error or warning of Terraform, with the address of the resource it is about, if any. */
export type Diagnostic = z.infer<typeof DiagnosticMessage>["diagnostic"];

/** Something that happened to one resource during an apply. */
export interface ResourceEvent {
  readonly kind: "start" | "progress" | "complete" | "errored";
  readonly address: string;
  readonly type: string;
  /** `create`, `read`, `update`, `delete`, `replace`. */
  readonly action: string;
  readonly elapsedSeconds: number;
}

/** How many resources a plan or an apply adds, changes and removes. */
export interface ChangeCounts {
  readonly add: number;
  readonly change: number;
  readonly remove: number;
}

/** What a plan would do to one resource: `create`, `update`, `delete`, `replace`, `import`, `move`, `read`. */
export interface PlannedAction {
  readonly address: string;
  readonly type: string;
  readonly action: string;
}

/** What one line of output says, if it is one of those read here. */
export type TerraformMessage =
  | { readonly diagnostic: Diagnostic }
  | { readonly resource: ResourceEvent }
  | { readonly planned: PlannedAction }
  | { readonly counts: ChangeCounts };

/** Reads one line of `-json` output; `undefined` for lines of other types and for what is no JSON. */
export function parseMessage(line: string): TerraformMessage | undefined {
  const parsed = Message.safeParse(toJson(line));
  if (!parsed.success) {
    return undefined;
  }
  const message = parsed.data;
  switch (message.type) {
    case "diagnostic":
      return { diagnostic: message.diagnostic };
    case "change_summary":
      return { counts: message.changes };
    case "planned_change": {
      const { resource, action } = message.change;
      return { planned: { address: resource.addr, type: resource.resource_type, action } };
    }
    default:
      return { resource: resourceEvent(message) };
  }
}

function resourceEvent({ type, hook }: z.infer<typeof ResourceMessage>): ResourceEvent {
  const kinds = {
    apply_start: "start",
    apply_progress: "progress",
    apply_complete: "complete",
    apply_errored: "errored",
  } as const;
  return {
    kind: kinds[type],
    address: hook.resource.addr,
    type: hook.resource.resource_type,
    action: hook.action,
    elapsedSeconds: hook.elapsed_seconds ?? 0,
  };
}

function toJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
